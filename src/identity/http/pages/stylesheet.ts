/** The one style sheet of all pages, as text. */
export const stylesheet = (): string => `
body{font:0.9375rem/1.4 "Segoe UI Variable Text","Segoe UI",system-ui,sans-serif}
.mark{width:2rem;height:2rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
`;
