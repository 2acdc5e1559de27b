import type { FilterSupport } from "./declaration.ts";

/**
 * The groups of operators that properties of directory objects support.
 *
 * Source: learn.microsoft.com/graph/aad-advanced-queries, the table of properties.
 */
export const supports: Readonly<
  Record<"name" | "address" | "word" | "id" | "flag" | "moment" | "texts", FilterSupport>
> = {
  /** `displayName`. */
  name: {
    type: "text",
    plain: ["eq", "in", "startsWith", "ge", "le"],
    advanced: ["ne", "not", "null"],
  },
  /** `mail` and `userPrincipalName`. */
  address: {
    type: "text",
    plain: ["eq", "in", "startsWith", "ge", "le"],
    advanced: ["ne", "not", "endsWith", "null"],
  },
  /** Words of a fixed list, such as `servicePrincipalType`. */
  word: { type: "text", plain: ["eq", "in"], advanced: ["ne", "not"] },
  id: { type: "guid", plain: ["eq", "in"], advanced: ["ne", "not"] },
  flag: { type: "boolean", plain: ["eq", "in"], advanced: ["ne", "not"] },
  moment: { type: "dateTime", plain: ["eq", "ge", "le"], advanced: ["ne", "not", "in"] },
  /** Lists of texts, looked into by `any`. */
  texts: { type: "text", plain: ["eq", "startsWith"], advanced: ["not"] },
};
