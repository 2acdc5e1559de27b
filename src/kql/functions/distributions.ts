import { computed } from "./computed.ts";
import { refuse, type ScalarFunction } from "./define.ts";

/** Lanczos' coefficients for g = 7, which give fifteen digits. */
const LANCZOS: readonly number[] = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** The logarithm of the gamma function above zero. */
function logGamma(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const at = x - 1;
  const [first = 1, ...rest] = LANCZOS;
  const series = rest.reduce((sum, factor, place) => sum + factor / (at + place + 1), first);
  const base = at + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(base) - base + Math.log(series);
}

/** Factorials are exact; above 171 there is no real. */
function gamma(x: number): number {
  if (Number.isInteger(x) && x > 0 && x < 172) {
    let product = 1;
    for (let factor = 2; factor < x; factor += 1) product *= factor;
    return product;
  }
  return Math.exp(logGamma(x));
}

/** Terms of a series or continued fraction; all here converge well before. */
const TERMS_MAX = 500;
const TINY = 1e-300;
const CLOSE = 1e-17;

/** erf by its series: quick and exact for small sizes. */
function errorSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let place = 1; place < TERMS_MAX && Math.abs(term) > CLOSE * Math.abs(sum); place += 1) {
    term *= (-x * x) / place;
    sum += term / (2 * place + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** erfc by its continued fraction: for sizes above two. */
function errorTail(x: number): number {
  let value = x;
  for (let place = 200; place > 0; place -= 1) value = x + place / 2 / value;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * value);
}

const SERIES_MAX = 2.5;

function erf(x: number): number {
  if (Math.abs(x) < SERIES_MAX) return errorSeries(x);
  return Math.sign(x) * (1 - errorTail(Math.abs(x)));
}

function erfc(x: number): number {
  return x < SERIES_MAX ? 1 - erf(x) : errorTail(x);
}

/** The continued fraction of the incomplete beta function, after Lentz. */
function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < TERMS_MAX; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const before = value;
    for (const step of [even, odd]) {
      d = 1 / away(1 + step * d);
      c = away(1 + step / c);
      value *= c * d;
    }
    if (Math.abs(value - before) <= CLOSE * Math.abs(value)) break;
  }
  return value;
}

/** The regularized incomplete beta function for `a`, `b` above zero. */
function betaShare(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const log = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b);
  if (x < (a + 1) / (a + b + 2)) return (Math.exp(log) * betaFraction(x, a, b)) / a;
  return 1 - (Math.exp(log) * betaFraction(1 - x, b, a)) / b;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** The engine answers 1 below zero alpha, whatever the reference says; zero is told nowhere. */
function betaCdf(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) return Number.NaN;
  if (a < 0 && b > 0 && x > 0 && x < 1) return 1;
  if (!(a > 0 && b > 0)) return refuse("beta_cdf of these parameters");
  return betaShare(x, a, b);
}

function betaPdf(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) return Number.NaN;
  if (x === 0 || x === 1) return refuse("beta_pdf at an end");
  return Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta(a, b));
}

/** Halves the interval until its ends are neighbours. Assumed: null below zero, as above one. */
function betaInv(share: number, a: number, b: number): number | null {
  if (!(share >= 0 && share <= 1)) return null;
  if (!(a > 0 && b > 0)) return Number.NaN;
  let [low, high] = [0, 1];
  for (let step = 0; step < TERMS_MAX; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (betaShare(middle, a, b) < share) low = middle;
    else high = middle;
  }
  return high;
}

/** The chance of such a difference between the means of two samples, both tails. */
function welch(m1: number, v1: number, c1: number, m2: number, v2: number, c2: number): number {
  if (!(c1 > 1 && c2 > 1 && v1 > 0 && v2 > 0)) return refuse("welch_test of these samples");
  const [a, b] = [v1 / c1, v2 / c2];
  const freedom = (a + b) ** 2 / (a ** 2 / (c1 - 1) + b ** 2 / (c2 - 1));
  const square = (m1 - m2) ** 2 / (a + b);
  return betaShare(freedom / (freedom + square), freedom / 2, 0.5);
}

function aboveZero(x: number, name: string): number {
  return x > 0 ? x : refuse(`${name} at zero or below`);
}

/** A long moved by whole places; null for a negative count. */
function shift(move: (value: bigint, places: bigint) => bigint) {
  return (value: bigint, places: bigint): bigint | null =>
    places < 0n ? null : BigInt.asIntN(64, move(value, places % 64n));
}

const one = { takes: ["real"], returns: "real" } as const;
const three = { takes: ["real", "real", "real"], returns: "real" } as const;
const bits = { takes: ["long", "long"], returns: "long" } as const;

/** Functions of statistics, and shifts of bits. */
export const distributions: readonly ScalarFunction[] = [
  computed(
    "gamma",
    "gamma-function",
    "Gives the gamma function.",
    { ...one, compute: (x) => gamma(aboveZero(x, "gamma")) },
    [
      ["gamma(5)", 24],
      ["round(gamma(0.5), 12)", 1.772453850906],
    ],
  ),
  computed(
    "loggamma",
    "log-gamma-function",
    "Gives the logarithm of the gamma function.",
    { ...one, compute: (x) => logGamma(aboveZero(x, "loggamma")) },
    [["round(loggamma(100), 9)", 359.13420537]],
  ),
  computed("erf", "erf-function", "Gives the error function.", { ...one, compute: erf }, [
    ["erf(0)", 0],
    ["round(erf(0.5), 12)", 0.520499877813],
    ["erf(10)", 1],
  ]),
  computed(
    "erfc",
    "erfc-function",
    "Gives the error function's complement.",
    { ...one, compute: erfc },
    [["round(erfc(5) * 1e12, 9)", 1.537459794]],
  ),
  computed(
    "beta_cdf",
    "beta-cdf-function",
    "Gives the beta distribution's share below.",
    { ...three, compute: betaCdf },
    [["round(beta_cdf(0.25, 2, 2), 12)", 0.15625]],
  ),
  computed(
    "beta_pdf",
    "beta-pdf-function",
    "Gives the beta distribution's density.",
    { ...three, compute: betaPdf },
    [["round(beta_pdf(0.25, 2, 2), 12)", 1.125]],
  ),
  computed(
    "beta_inv",
    "beta-inv-function",
    "Gives the point that has a share of the beta distribution below.",
    { ...three, compute: betaInv },
    [["round(beta_inv(0.15625, 2, 2), 12)", 0.25]],
  ),
  computed(
    "welch_test",
    "welch-test-function",
    "Gives the chance that two means are the same.",
    { takes: ["real", "real", "real", "real", "real", "real"], returns: "real", compute: welch },
    [["welch_test(1, 1, 10, 1, 2, 20)", 1]],
  ),
  computed(
    "binary_shift_left",
    "binary-shift-left-function",
    "Moves bits up.",
    { ...bits, compute: shift((value, places) => value << places) },
    [
      ["binary_shift_left(3, 2)", 12],
      ["binary_shift_left(1, 63) < 0", true],
      ["isnull(binary_shift_left(1, -1))", true],
    ],
  ),
  computed(
    "binary_shift_right",
    "binary-shift-right-function",
    "Moves bits down.",
    { ...bits, compute: shift((value, places) => value >> places) },
    [
      ["binary_shift_right(12, 66)", 3],
      ["binary_shift_right(-8, 1)", -4],
    ],
  ),
];
