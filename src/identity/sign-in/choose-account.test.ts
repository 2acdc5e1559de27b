import { expect, test } from "vitest";
import type { BrowserAccount } from "./browser-sessions.ts";
import { type AccountDemand, type ConversationState, chooseAccount } from "./choose-account.ts";

const NOW = Date.UTC(2026, 0, 2);

const account = (name: string, change: Partial<BrowserAccount> = {}, tenantId = "one") =>
  ({
    sid: `sid-${name}`,
    user: { objectId: `id-${name}`, tenantId, userPrincipalName: `${name}@${tenantId}.test` },
    amr: ["pwd"],
    authenticatedAt: NOW - 60_000,
    isSignedIn: true,
    ...change,
  }) as BrowserAccount;

const ada = account("ada");
const bob = account("bob");
const out = account("out", { isSignedIn: false });
const eve = account("eve", {}, "two");

const nothing: AccountDemand = {
  tenantId: "one",
  mustPick: false,
  mustProve: false,
  loginHint: undefined,
  sid: undefined,
  domainHint: undefined,
  maxAgeSeconds: undefined,
};
const begun: ConversationState = { pickedUserId: undefined, hasProven: false };
const picked: ConversationState = { pickedUserId: "id-ada", hasProven: false };
const proven: ConversationState = { pickedUserId: "id-ada", hasProven: true };

const go = (name: string) => `goes on with ${name}`;
const prove = (name: string) => `asks for the password of '${name}'`;
const pick = (...names: string[]) => `lets ${names.join(" and ")} be picked`;

const cases: readonly (readonly [
  string,
  readonly BrowserAccount[],
  Partial<AccountDemand>,
  ConversationState,
  string,
])[] = [
  ["nobody", [], {}, begun, prove("")],
  ["the only account", [ada], {}, begun, go("ada")],
  ["two accounts", [ada, bob], {}, begun, pick("ada", "bob")],
  ["one that signed out", [out], {}, begun, pick("out")],
  ["one that signed out beside another", [out, ada], {}, begun, go("ada")],
  ["one of another tenant", [eve], {}, begun, prove("")],
  ["one of another tenant, at a shared name", [eve], { tenantId: undefined }, begun, go("eve")],
  ["one of another tenant beside another", [eve, ada], {}, begun, go("ada")],
  ["a hint", [ada, bob], { loginHint: "BOB@one.test" }, begun, go("bob")],
  ["a hint at nobody", [ada], { loginHint: "x@one.test" }, begun, prove("x@one.test")],
  [
    "a hint at one that signed out",
    [out],
    { loginHint: "out@one.test" },
    begun,
    prove("out@one.test"),
  ],
  ["a sid", [ada, bob], { sid: "sid-bob" }, begun, go("bob")],
  ["an unknown sid", [ada, bob], { sid: "sid-x" }, begun, pick("ada", "bob")],
  ["a domain", [ada, eve], { tenantId: undefined, domainHint: "TWO.test" }, begun, go("eve")],
  ["a domain of nobody", [ada], { domainHint: "three.test" }, begun, pick("ada")],
  ["a token", [ada, bob], { isMeant: ({ sid }) => sid === "sid-bob" }, begun, go("bob")],
  ["picking one alone", [ada], { mustPick: true }, begun, pick("ada")],
  [
    "picking in spite of a hint",
    [ada],
    { mustPick: true, loginHint: "ada@one.test" },
    begun,
    pick("ada"),
  ],
  ["picking nobody", [], { mustPick: true }, begun, prove("")],
  ["what was picked", [ada, bob], { mustPick: true }, picked, go("ada")],
  ["what was picked and is gone", [bob], { mustPick: true }, picked, pick("bob")],
  ["proving", [ada], { mustProve: true }, begun, prove("")],
  [
    "proving a hint",
    [ada],
    { mustProve: true, loginHint: "ada@one.test" },
    begun,
    prove("ada@one.test"),
  ],
  ["proving what was picked", [ada], { mustProve: true }, picked, prove("ada@one.test")],
  ["proving once", [ada], { mustProve: true }, proven, go("ada")],
  ["an age that is fine", [ada], { maxAgeSeconds: 60 }, begun, go("ada")],
  ["an age that is not", [ada], { maxAgeSeconds: 59 }, begun, prove("ada@one.test")],
  ["no age, once proven", [ada], { maxAgeSeconds: 0 }, proven, go("ada")],
];

test.each(cases)("%s", (_, accounts, demand, state, expected) => {
  const choice = chooseAccount({ id: "s", accounts }, { ...nothing, ...demand }, state, NOW);
  const nameOf = ({ user }: BrowserAccount) => user.userPrincipalName.split("@")[0] ?? "";
  const said =
    choice.kind === "account"
      ? go(nameOf(choice.account))
      : choice.kind === "pick"
        ? pick(...choice.accounts.map(nameOf))
        : prove(choice.userName);
  expect(said).toBe(expected);
});
