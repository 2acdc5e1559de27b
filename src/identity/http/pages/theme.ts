/** Colours by what they are for, as every theme must name them. */
export interface Theme {
  /** Behind the card, and the two lights that fall on it. */
  readonly canvas: string;
  readonly glow: string;
  readonly spark: string;
  /** The card, and what lies on it. */
  readonly surface: string;
  readonly surfaceQuiet: string;
  readonly surfaceHover: string;
  readonly text: string;
  readonly textQuiet: string;
  /** Lines that only divide, and lines that must be seen to use a control. */
  readonly stroke: string;
  readonly strokeControl: string;
  readonly brand: string;
  readonly brandHover: string;
  readonly brandPressed: string;
  readonly onBrand: string;
  readonly link: string;
  readonly problem: string;
  readonly problemSurface: string;
  readonly marked: string;
  readonly onMarked: string;
  readonly focus: string;
  readonly shadow: string;
}

export const lightTheme: Theme = {
  canvas: "#eef1fa",
  glow: "#cfd9ff",
  spark: "#fdf0d2",
  surface: "#ffffff",
  surfaceQuiet: "#f6f7fc",
  surfaceHover: "#eceffa",
  text: "#171a2b",
  textQuiet: "#535a72",
  stroke: "#dde1ee",
  strokeControl: "#747b93",
  brand: "#2a48c8",
  brandHover: "#213aa6",
  brandPressed: "#1a2f88",
  onBrand: "#ffffff",
  link: "#2a48c8",
  problem: "#b01122",
  problemSurface: "#fdf1f2",
  marked: "#ffe39a",
  onMarked: "#3b2a00",
  focus: "#171a2b",
  shadow: "0 0 2px rgb(20 34 95/.12), 0 12px 40px rgb(20 34 95/.14)",
};

export const darkTheme: Theme = {
  canvas: "#0a0d1a",
  glow: "#182457",
  spark: "#241d12",
  surface: "#151929",
  surfaceQuiet: "#1c2135",
  surfaceHover: "#262c45",
  text: "#f2f4fc",
  textQuiet: "#b0b7ce",
  stroke: "#2f3650",
  strokeControl: "#8a92ad",
  brand: "#4260e0",
  brandHover: "#4b68e6",
  brandPressed: "#3450c4",
  onBrand: "#ffffff",
  link: "#a3b5ff",
  problem: "#ff9aa4",
  problemSurface: "#33161b",
  marked: "#6b520a",
  onMarked: "#fff0c4",
  focus: "#ffffff",
  shadow: "0 0 2px rgb(0 0 0/.5), 0 16px 48px rgb(0 0 0/.5)",
};

/** A theme as declarations of custom properties, `--text-quiet` for `textQuiet`. */
export const declarationsOf = (theme: Theme): string =>
  Object.entries(theme)
    .map(([role, value]) => `--${role.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}:${value}`)
    .join(";");
