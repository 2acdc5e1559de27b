import { DemoRandom } from "./demo-random.ts";
import { busyness, incidentAt, isCertain, MINUTE_MS } from "./rhythm.ts";
import { type DemoPlace, places, users } from "./scene.ts";

/** One call to the Contoso shop, which leaves rows in four tables under one operation id. */
export interface DemoOperation {
  readonly id: string;
  readonly requestId: string;
  /** Milliseconds; all rows of the operation lie in its minute. */
  readonly at: number;
  readonly name: string;
  readonly url: string;
  readonly role: string;
  readonly instance: string;
  readonly durationMs: number;
  readonly resultCode: string;
  readonly isSuccess: boolean;
  readonly fault: DemoFault | undefined;
  readonly place: DemoPlace;
  readonly userId: string;
  readonly sessionId: string;
  readonly isBrowser: boolean;
  readonly browser: string;
  readonly dependency: DemoDependency;
}

export interface DemoFault {
  readonly type: string;
  readonly method: string;
  readonly message: string;
  readonly resultCode: string;
}

export interface DemoDependency {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly name: string;
  readonly data: string;
  readonly durationMs: number;
  readonly isSuccess: boolean;
  readonly resultCode: string;
}

interface Route {
  readonly name: string;
  readonly path: (random: DemoRandom) => string;
  readonly typicalMs: number;
  readonly dependency: readonly [type: string, target: string, name: string, data: string];
}

const SQL = ["SQL", "contoso-sql.database.windows.net | shop", "shop"] as const;

const routes: readonly [readonly [number, Route], ...(readonly [number, Route])[]] = [
  [
    8,
    {
      name: "GET /products",
      path: () => "/products",
      typicalMs: 60,
      dependency: ["Redis", "contoso-cache.redis.cache.windows.net", "HGETALL", "HGETALL products"],
    },
  ],
  [
    6,
    {
      name: "GET /products/{id}",
      path: (random) => `/products/${1 + random.below(400)}`,
      typicalMs: 85,
      dependency: [...SQL, "SELECT * FROM dbo.Product WHERE Id = @id"],
    },
  ],
  [
    4,
    {
      name: "POST /basket",
      path: () => "/basket",
      typicalMs: 110,
      dependency: [...SQL, "INSERT INTO dbo.BasketItem VALUES (@basket, @product, @count)"],
    },
  ],
  [
    2,
    {
      name: "POST /orders",
      path: () => "/orders",
      typicalMs: 420,
      dependency: [
        "HTTP",
        "payments.contoso.com",
        "POST /charges",
        "https://payments.contoso.com/charges",
      ],
    },
  ],
  [
    1,
    {
      name: "GET /orders/{id}",
      path: (random) => `/orders/${70_000 + random.below(9_000)}`,
      typicalMs: 130,
      dependency: [...SQL, "SELECT * FROM dbo.[Order] WHERE Id = @id"],
    },
  ],
];

const faults: readonly [readonly [number, DemoFault], ...(readonly [number, DemoFault])[]] = [
  [
    4,
    {
      type: "System.TimeoutException",
      method: "Contoso.Shop.Data.ProductStore.FindAsync",
      message: "The operation has timed out.",
      resultCode: "500",
    },
  ],
  [
    3,
    {
      type: "Microsoft.Data.SqlClient.SqlException",
      method: "Contoso.Shop.Data.BasketStore.AddAsync",
      message: "Cannot open database shop: the login failed.",
      resultCode: "500",
    },
  ],
  [
    2,
    {
      type: "System.Net.Http.HttpRequestException",
      method: "Contoso.Shop.Payments.PaymentClient.ChargeAsync",
      message: "Response status code does not indicate success: 503.",
      resultCode: "502",
    },
  ],
  [
    2,
    {
      type: "System.ArgumentNullException",
      method: "Contoso.Shop.Basket.BasketService.Total",
      message: "Value cannot be null: basket.",
      resultCode: "500",
    },
  ],
];
const browsers = ["Chrome 142.0", "Edge 142.0", "Firefox 145.0", "Safari 19.1"] as const;

/** The operations of one minute; a pure function of the minute. */
export function operationsOf(minuteMs: number): readonly DemoOperation[] {
  const random = new DemoRandom("operations", minuteMs);
  const incident = incidentAt(minuteMs);
  const operations: DemoOperation[] = [];
  const isBad = incident === "database" || incident === "deployment";
  for (let left = random.count(busyness(minuteMs) * 0.95); left > 0; left -= 1) {
    operations.push(makeOperation(minuteMs, random, isBad ? 0.45 : 0.025, isBad ? 6 : 1));
  }
  if (isCertain("failed operation", minuteMs)) {
    operations.push(makeOperation(minuteMs, random, 1, 2));
  }
  return operations;
}

function makeOperation(
  minuteMs: number,
  random: DemoRandom,
  failing: number,
  slowness: number,
): DemoOperation {
  const route = random.weighted(routes);
  const fault = random.chance(failing) ? random.weighted(faults) : undefined;
  const durationMs = random.skewed(route.typicalMs * (fault === undefined ? 1 : 4) * slowness);
  const isMissing = fault === undefined && random.chance(0.015);
  const number = random.below(users.length * 12);
  const [type, target, name, data] = route.dependency;
  const isCallFailed = fault !== undefined && random.chance(0.8);
  return {
    id: random.hex(16),
    requestId: random.hex(8),
    at: minuteMs + random.below(MINUTE_MS - 2_000),
    name: route.name,
    url: `https://shop.contoso.com${route.path(random)}`,
    role: "contoso-shop",
    instance: random.pick(["web-01", "web-02"] as const),
    durationMs,
    resultCode: fault?.resultCode ?? (isMissing ? "404" : "200"),
    isSuccess: fault === undefined && !isMissing,
    fault,
    place: random.pick(places),
    userId: `customer-${number}`,
    sessionId: `s${number}-${Math.floor(minuteMs / 1_800_000)}`,
    isBrowser: random.chance(0.7),
    browser: random.pick(browsers),
    dependency: {
      id: random.hex(8),
      type,
      target,
      name,
      data,
      durationMs: Math.round(durationMs * random.between(0.3, 0.9) * 10) / 10,
      isSuccess: !isCallFailed,
      resultCode: isCallFailed ? (type === "HTTP" ? "503" : "-2") : type === "HTTP" ? "200" : "0",
    },
  };
}
