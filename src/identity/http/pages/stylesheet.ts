import { darkTheme, declarationsOf, lightTheme } from "./theme.ts";

/** The one style sheet of all pages, as text; it needs no other file. */
export const stylesheet = (): string => `
:root{${declarationsOf(lightTheme)};color-scheme:light dark;
--s:.25rem;--radius:.25rem;--radius-card:.75rem;--body:.9375rem/1.375rem;--caption:.8125rem/1.125rem;
--sans:"Segoe UI Variable Text","Segoe UI",-apple-system,Roboto,"Noto Sans",Cantarell,Ubuntu,"Liberation Sans",Arial,sans-serif;
--mono:"Cascadia Code",Consolas,ui-monospace,Menlo,"Noto Sans Mono","Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{${declarationsOf(darkTheme)}}}
${PAGE}${TEXT}${CONTROLS}${LISTS}${ERRORS}${CIRCUMSTANCES}`;

const PAGE = `
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;
padding:calc(var(--s)*8) calc(var(--s)*4);font:var(--body) var(--sans);color:var(--text);
background:radial-gradient(60rem 36rem at 88% -12%,var(--glow),transparent 70%),
radial-gradient(48rem 32rem at 2% 112%,var(--spark),transparent 70%),var(--canvas);background-attachment:fixed}
body::before,body::after{content:"";flex:1 0 0}
body::after{flex-grow:1.4}
.card{width:100%;max-width:27.5rem;padding:calc(var(--s)*11);background:var(--surface);
border:1px solid var(--stroke);border-radius:var(--radius-card);box-shadow:var(--shadow)}
.wide{max-width:36rem}
.brand{display:flex;flex-wrap:wrap;align-items:center;gap:calc(var(--s)*2);margin:0 0 calc(var(--s)*6)}
.mark{width:2rem;height:2rem;flex:none}
.product{font-weight:600;font-size:1.0625rem;letter-spacing:-.01em}
.tenant{color:var(--text-quiet);padding-left:calc(var(--s)*2.5);margin-left:var(--s);border-left:1px solid var(--stroke)}
.foot{margin-top:calc(var(--s)*5);font:var(--caption) var(--sans);color:var(--text-quiet);text-align:center}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;border:0}
`;

const TEXT = `
h1{margin:0;font-size:1.5rem;line-height:2rem;font-weight:600;letter-spacing:-.015em;text-wrap:balance}
h2{margin:calc(var(--s)*6) 0 calc(var(--s)*2);font-size:1rem;line-height:1.375rem;font-weight:600}
p{margin:calc(var(--s)*3) 0 0}
h1,h2,p,b,dd,li,code,.who,.tenant{overflow-wrap:anywhere}
b{font-weight:600}
.lead{margin-top:var(--s)}
.lead,.quiet{color:var(--text-quiet)}
.lead b{color:var(--text)}
.quiet{font:var(--caption) var(--sans)}
code{font:.8125rem/1.125rem var(--mono)}
a{color:var(--link)}
.account{display:inline-flex;align-items:center;gap:calc(var(--s)*2);max-width:100%;margin:0 0 calc(var(--s)*4);
padding:var(--s) calc(var(--s)*3);font:var(--caption) var(--sans);color:var(--text-quiet);overflow-wrap:anywhere;
background:var(--surface-quiet);border:1px solid var(--stroke);border-radius:1rem}
`;

const CONTROLS = `
form{margin:calc(var(--s)*6) 0 0}
.field{margin-top:calc(var(--s)*5)}
.field label{display:block;margin-bottom:calc(var(--s)*1.5);font-weight:600;font-size:.875rem;line-height:1.25rem}
input:not([type=checkbox],[type=hidden]){display:block;width:100%;height:2.75rem;padding:0 calc(var(--s)*3);
font:1rem/1.375rem var(--sans);color:var(--text);background:var(--surface);border:1px solid var(--stroke-control);
border-radius:var(--radius)}
input:not([type=checkbox]):focus-visible{outline:2px solid var(--brand);outline-offset:-1px;border-color:var(--brand)}
input[aria-invalid]:not(:focus-visible){border-color:var(--problem)}
input.code{height:3.25rem;font:600 1.5rem/2rem var(--mono);letter-spacing:.12em;text-transform:uppercase;text-align:center}
.problem{margin-top:calc(var(--s)*2);padding:calc(var(--s)*2) calc(var(--s)*3);font:var(--caption) var(--sans);
color:var(--problem);background:var(--problem-surface);border-left:3px solid var(--problem);border-radius:var(--radius)}
.check{display:grid;grid-template-columns:auto 1fr;gap:var(--s) calc(var(--s)*3);align-items:center;
padding:calc(var(--s)*3) calc(var(--s)*4);background:var(--surface-quiet);border:1px solid var(--stroke);border-radius:.5rem}
.check input{width:1.5rem;height:1.5rem;margin:0;accent-color:var(--brand)}
.check .quiet{grid-column:2}
.actions{display:flex;flex-wrap:wrap;gap:calc(var(--s)*3);margin-top:calc(var(--s)*6)}
button,.button{flex:1 1 8rem;min-height:2.5rem;padding:calc(var(--s)*2) calc(var(--s)*4);
font:600 .9375rem/1.375rem var(--sans);color:var(--text);background:var(--surface);text-align:center;text-decoration:none;
border:1px solid var(--stroke-control);border-radius:var(--radius);cursor:pointer;overflow-wrap:anywhere}
button:hover{background:var(--surface-hover)}
button:active{background:var(--surface-quiet)}
.primary{color:var(--on-brand);background:var(--brand);border-color:var(--brand)}
.primary:hover{background:var(--brand-hover);border-color:var(--brand-hover)}
.primary:active{background:var(--brand-pressed);border-color:var(--brand-pressed)}
.link{flex:none;min-height:2rem;margin:0 calc(var(--s)*-1);padding:var(--s);font-weight:400;color:var(--link);
background:none;border-color:transparent;text-decoration:underline;text-underline-offset:.2em}
.link:hover{background:none;text-decoration-thickness:2px}
.more{margin-top:calc(var(--s)*4)}
form+.quiet{margin-top:calc(var(--s)*5)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
`;

const LISTS = `
ul{list-style:none;margin:0;padding:0}
.who{display:flex;flex-direction:column;min-width:0;flex:1 1 10rem;text-align:left}
.hints{margin-top:calc(var(--s)*8);padding-top:calc(var(--s)*6);border-top:1px solid var(--stroke)}
.hints h2{margin-top:0}
.hints p{margin-top:0;font:var(--caption) var(--sans);color:var(--text-quiet)}
.hints ul{margin-top:calc(var(--s)*3)}
.hints li+li{border-top:1px solid var(--stroke)}
.hints form{display:flex;flex-wrap:wrap;align-items:center;gap:calc(var(--s)*2) calc(var(--s)*3);margin:0;padding:calc(var(--s)*2) 0}
.hints .who{font:var(--caption) var(--sans)}
.hints code{color:var(--text-quiet)}
.small{flex:none;min-height:2rem;padding:var(--s) calc(var(--s)*3);font-size:.8125rem;line-height:1.125rem}
.accounts{margin:0 calc(var(--s)*-3)}
.tile{display:flex;align-items:center;gap:calc(var(--s)*3);width:100%;padding:calc(var(--s)*3);font-weight:400;
background:none;border-color:transparent;border-radius:.5rem}
.tile .who span{font:var(--caption) var(--sans);color:var(--text-quiet)}
.face{display:grid;place-items:center;flex:none;width:2.5rem;height:2.5rem;font-weight:600;color:var(--on-brand);
background:var(--brand);border:1px solid transparent;border-radius:50%}
.plus{color:var(--text);background:var(--surface-quiet);border-color:var(--stroke);font:400 1.5rem/1 var(--sans)}
.tag{flex:none;font:var(--caption) var(--sans);color:var(--text-quiet)}
.resource{margin-top:calc(var(--s)*4);padding:calc(var(--s)*4);border:1px solid var(--stroke);border-radius:.5rem;background:var(--surface-quiet)}
.resource h2{margin:0;font:var(--caption) var(--sans);color:var(--text-quiet)}
.permissions li,.advice li{position:relative;margin-top:calc(var(--s)*3);padding-left:calc(var(--s)*5)}
.permissions li::before,.advice li::before{content:"";position:absolute;left:var(--s);top:.4375rem;width:.5rem;height:.5rem;
background:var(--link);border:1px solid var(--link);transform:rotate(45deg)}
.permissions code{color:var(--text-quiet);margin-left:var(--s)}
.permissions .quiet{display:block}
.progress{height:3px;margin-top:calc(var(--s)*6);overflow:hidden;background:var(--stroke);border-radius:2px}
.progress::before{content:"";display:block;width:35%;height:100%;background:var(--brand);border-radius:2px}
`;

const ERRORS = `
.advice li{margin-top:calc(var(--s)*2)}
.compare,.facts{margin:calc(var(--s)*4) 0 0;padding:0 calc(var(--s)*4);border:1px solid var(--stroke);border-radius:.5rem;background:var(--surface-quiet)}
.compare>div,.facts>div{padding:calc(var(--s)*2.5) 0}
.compare>div+div,.facts>div+div{border-top:1px solid var(--stroke)}
.facts>div{display:flex;flex-wrap:wrap;gap:0 calc(var(--s)*3)}
dt{flex:0 0 7.5rem;font:var(--caption) var(--sans);color:var(--text-quiet)}
dd{flex:1 1 12rem;margin:0}
.facts dd{font:.8125rem/1.125rem var(--mono);user-select:all}
.compare dd{margin-top:var(--s)}
.compare dd+dd{margin-top:calc(var(--s)*2.5)}
.compare code{user-select:all}
.compare p{margin:var(--s) 0 0;font:var(--caption) var(--sans);color:var(--text-quiet)}
mark{color:var(--on-marked);background:var(--marked);border-radius:2px;box-shadow:0 0 0 1px var(--marked);text-decoration:underline;text-underline-offset:.2em}
`;

const CIRCUMSTANCES = `
@media (max-width:30rem){body{padding:0;background:var(--surface)}body::before,body::after{content:none}
.card{padding:calc(var(--s)*6) calc(var(--s)*5);border:0;border-radius:0;box-shadow:none}
.foot{margin:auto 0 0;padding:calc(var(--s)*4) calc(var(--s)*5)}}
@media (scripting:none){.progress,.going{display:none}}
@media (prefers-reduced-motion:no-preference){button,.button,input{transition:background-color .1s,border-color .1s}
.progress::before{animation:go 1.6s cubic-bezier(.33,0,.67,1) infinite}
@keyframes go{from{transform:translateX(-100%)}to{transform:translateX(300%)}}}
@media (forced-colors:active){.primary,.button{border:2px solid ButtonText}.primary{forced-color-adjust:none;color:HighlightText;background:Highlight;border-color:Highlight}
.permissions li::before,.advice li::before{background:CanvasText}mark{forced-color-adjust:none;color:MarkText;background:Mark;box-shadow:none}
:focus-visible,input:not([type=checkbox]):focus-visible{outline:3px solid Highlight}.problem{border:1px solid}}
@media print{body{display:block;padding:0;background:none}.card{max-width:none;border:0;box-shadow:none;padding:0}.actions,.more,.hints,.foot{display:none}}
`;
