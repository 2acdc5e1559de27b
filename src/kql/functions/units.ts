import type { EngineFunction } from "../compiled.ts";
import { callSql, engineFunction } from "./computed.ts";
import { at, type Emit, type Example, refuse, type ScalarFunction, scalar } from "./define.ts";

/** A unit's size in the kind's base unit, and where its zero stands in it. */
interface Unit {
  readonly size: number;
  readonly zero?: number;
}

type Units = ReadonlyMap<string, Unit>;

/** Sizes of the prefixes in use. */
const PREFIXES = {
  nano: 1e-9,
  micro: 1e-6,
  milli: 1e-3,
  centi: 1e-2,
  deci: 1e-1,
  "": 1,
  deca: 1e1,
  hecto: 1e2,
  kilo: 1e3,
  mega: 1e6,
  giga: 1e9,
  tera: 1e12,
} as const;

type Prefix = keyof typeof PREFIXES;

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Prefixed forms of a unit. */
function metric(
  unit: string,
  size: number,
  prefixes: readonly Prefix[],
): readonly [string, Unit][] {
  return prefixes.map((prefix) => [capital(prefix + unit), { size: size * PREFIXES[prefix] }]);
}

const sized = (sizes: Readonly<Record<string, number>>): readonly [string, Unit][] =>
  Object.entries(sizes).map(([name, size]) => [name, { size }]);

const DEGREE = Math.PI / 180;

const angles: Units = new Map([
  ...metric("radian", 1, ["nano", "micro", "milli", "centi", "deci", ""]),
  ...metric("degree", DEGREE, ["nano", "micro", "milli", ""]),
  ...sized({
    Arcminute: DEGREE / 60,
    Arcsecond: DEGREE / 3_600,
    Gradian: Math.PI / 200,
    Revolution: 2 * Math.PI,
  }),
]);

const energies: Units = new Map([
  ...metric("joule", 1, ["milli", "", "kilo", "mega", "giga"]),
  ...metric("wattHour", 3_600, ["", "kilo", "mega", "giga", "tera"]),
  ...metric("wattDay", 86_400, ["", "kilo", "mega", "giga", "tera"]),
  ...metric("calorie", 4.184, ["", "kilo", "mega"]),
  ...sized({ BritishThermalUnit: 1055.05585262, Erg: 1e-7 }),
]);

const forces: Units = new Map([
  ...metric("newton", 1, ["micro", "milli", "", "deca", "kilo", "mega"]),
  ...sized({ Dyn: 1e-5 }),
]);

const lengths: Units = new Map([
  ...metric("meter", 1, ["nano", "micro", "milli", "centi", "deci", "", "deca", "hecto", "kilo"]),
  ...sized({ Angstrom: 1e-10, Inch: 0.0254, Foot: 0.3048, Yard: 0.9144 }),
]);

const masses: Units = new Map([
  ...metric("gram", 1e-3, [
    ...(["nano", "micro", "milli", "centi", "deci", "", "deca", "hecto", "kilo"] as const),
  ]),
  ...metric("tonne", 1e3, ["", "kilo", "mega"]),
  ...metric("pound", 0.45359237, ["", "kilo", "mega"]),
]);

const perTime = (name: string, size: number): readonly [string, Unit][] =>
  sized({
    [`${name}PerSecond`]: size,
    [`${name}PerMinute`]: size / 60,
    [`${name}PerHour`]: size / 3_600,
  });

const speeds: Units = new Map([
  ...perTime("Meter", 1),
  ...perTime("Kilometer", 1_000),
  ...perTime("Centimeter", 0.01),
  ...perTime("Millimeter", 0.001),
  ...perTime("Foot", 0.3048),
  ...perTime("Inch", 0.0254),
  ...perTime("Yard", 0.9144),
]);

const CELSIUS_ZERO = 273.15;

const temperatures: Units = new Map<string, Unit>([
  ["Kelvin", { size: 1 }],
  ["DegreeCelsius", { size: 1, zero: CELSIUS_ZERO }],
  ["DegreeFahrenheit", { size: 5 / 9, zero: (459.67 * 5) / 9 }],
  ["DegreeRankine", { size: 5 / 9 }],
]);

const volumes: Units = new Map([
  ...metric("liter", 1e-3, [
    "micro",
    "milli",
    "centi",
    "deci",
    "",
    "deca",
    "hecto",
    "kilo",
    "mega",
  ]),
  ...sized({
    // The engine's own figure, which is rounded.
    AcreFoot: 1 / 0.000810714,
    CubicCentimeter: 1e-6,
    CubicDecimeter: 1e-3,
    CubicKilometer: 1e9,
    CubicMeter: 1,
    CubicMillimeter: 1e-9,
  }),
]);

/**
 * A conversion between units of one kind. Units whose size the service rounds in a way that is not
 * documented are refused, and so are names of no unit, as their case may or may not count.
 */
function conversion(kind: string, units: Units, ...examples: readonly Example[]): ScalarFunction {
  const name = `convert_${kind}`;
  const unit = (text: string): Unit => units.get(text) ?? refuse(`${name} with the unit ${text}`);
  const engine: EngineFunction = engineFunction(name, {
    takes: ["real", "string", "string"],
    returns: "real",
    compute(value, from, to) {
      const [source, target] = [unit(from), unit(to)];
      const base = value * source.size + (source.zero ?? 0);
      return (base - (target.zero ?? 0)) / target.size;
    },
  });
  const emit: Emit = (args, context) => {
    for (const place of [1, 2]) {
      const { constant } = at(args, place);
      if (typeof constant === "string") unit(constant);
    }
    return callSql(engine, args, context);
  };
  const summary = `Converts ${kind} from one unit to another.`;
  const page = `convert-${kind}-function`;
  return { ...scalar(name, page, summary, "real", emit, examples), engine: [engine] };
}

/** Conversions between units of measure. */
export const units: readonly ScalarFunction[] = [
  conversion("angle", angles, ["round(convert_angle(0.5, 'Revolution', 'Degree'), 9)", 180]),
  conversion("energy", energies, ["convert_energy(2, 'KilowattHour', 'Megajoule')", 7.2]),
  conversion("force", forces, ["convert_force(2, 'Kilonewton', 'Newton')", 2000]),
  conversion("length", lengths, ["round(convert_length(1, 'Yard', 'Inch'), 9)", 36]),
  conversion("mass", masses, ["convert_mass(3, 'Tonne', 'Kilogram')", 3000]),
  conversion("speed", speeds, ["convert_speed(36, 'KilometerPerHour', 'MeterPerSecond')", 10]),
  conversion(
    "temperature",
    temperatures,
    ["round(convert_temperature(212, 'DegreeFahrenheit', 'DegreeCelsius'), 9)", 100],
    ["round(convert_temperature(0, 'Kelvin', 'DegreeFahrenheit'), 9)", -459.67],
  ),
  conversion("volume", volumes, ["convert_volume(3, 'Liter', 'CubicCentimeter')", 3000]),
];
