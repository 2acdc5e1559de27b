import type { Page, PageForm } from "../../src/identity/http/pages/page.ts";

const form: PageForm = { action: "/sent", hidden: { ctx: "sealed" }, endsAtApplication: true };
const userName = "admin@contoso.onmicrosoft.com";
const ids = {
  traceId: "7f2c9a40-6d1e-4b8a-9c35-2e8f1d5b0a00",
  correlationId: "b4e6c1d8-0f3a-4c27-8e59-6a7d2f1c9b30",
  timestamp: "2026-01-02 03:04:05Z",
};
const asked = {
  form,
  appName: "Fabrikam Reports",
  appId: "3f0c2b7e-1a94-4d58-b6c3-8e5d7f21a064",
  publisher: "Fabrikam",
  userName,
  resources: [
    {
      name: "Microsoft Graph",
      permissions: [
        {
          value: "User.Read",
          title: "Sign you in and read your profile",
          description: "Your name, user name and e-mail address.",
        },
        {
          value: "offline_access",
          title: "Keep the access that you give it",
          description: "Also when you are not using the application.",
        },
      ],
    },
    {
      name: "Azure Service Management",
      permissions: [
        {
          value: "user_impersonation",
          title: "Manage Azure resources as you",
          description: "Whatever your roles let you do.",
        },
      ],
    },
  ],
};

/** One page of every kind, and of every state that looks different. */
export const pageSamples: Readonly<Record<string, Page>> = {
  "sign-in": {
    kind: "sign-in",
    form,
    appName: "Microsoft Azure CLI",
    tenantName: "Contoso",
    userName: "",
    otherAccounts: false,
    hints: [
      { userName: "admin@contoso.onmicrosoft.com", password: "Contoso-demo-1!" },
      { userName: "reader@contoso.onmicrosoft.com", password: "Contoso-demo-2!" },
      { userName: "operator@contoso.onmicrosoft.com", password: "Contoso-demo-3!" },
    ],
  },
  "sign-in-again": {
    kind: "sign-in",
    form,
    appName: "Fabrikam Reports",
    userName,
    problem: { field: "password", text: "The user name or the password is wrong." },
    otherAccounts: true,
    hints: [],
  },
  "account-picker": {
    kind: "account-picker",
    purpose: "sign-in",
    form,
    appName: "Fabrikam Reports",
    accounts: [
      {
        objectId: "1d0e5c9a-0000-4000-8000-000000000001",
        displayName: "Ada Lovelace",
        userPrincipalName: "ada@contoso.onmicrosoft.com",
        isSignedIn: true,
      },
      {
        objectId: "1d0e5c9a-0000-4000-8000-000000000002",
        displayName: "Grace Brewster Murray Hopper",
        userPrincipalName: "grace.brewster.murray.hopper@a-very-long-name.contoso.onmicrosoft.com",
        isSignedIn: false,
      },
    ],
  },
  "sign-out": {
    kind: "account-picker",
    purpose: "sign-out",
    form: { ...form, endsAtApplication: false },
    accounts: [
      {
        objectId: "1d0e5c9a-0000-4000-8000-000000000001",
        displayName: "Ada Lovelace",
        userPrincipalName: "ada@contoso.onmicrosoft.com",
        isSignedIn: true,
      },
    ],
  },
  consent: { kind: "consent", ...asked, canConsentForAll: true },
  "admin-consent-required": { kind: "admin-consent-required", ...asked },
  "device-code": {
    kind: "device-code",
    form: { ...form, endsAtApplication: false },
    userCode: "",
  },
  "device-code-again": {
    kind: "device-code",
    form: { ...form, endsAtApplication: false },
    userCode: "ABCD-1234",
    problem: "This code is unknown, or it has expired.",
  },
  "device-confirm": {
    kind: "device-confirm",
    form: { ...form, endsAtApplication: false },
    appName: "Microsoft Azure CLI",
    appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    userName,
  },
  notice: {
    kind: "notice",
    title: "You are signed in",
    text: "You can close this window and go back to your device.",
  },
  "signed-out": {
    kind: "notice",
    title: "You are signed out",
    text: "It is a good idea to close all browser windows.",
    frontChannelLogoutUris: ["https://localhost:1/never"],
    next: { uri: "https://localhost/app", text: "Back to the application", isFollowed: false },
  },
  error: {
    kind: "error",
    number: 700016,
    text: "There is no application '3f0c2b7e-1a94-4d58-b6c3-8e5d7f21a064' in the directory of the tenant 'Contoso'.",
    ...ids,
  },
  "redirect-mismatch": {
    kind: "error",
    number: 50011,
    text: "The redirect URI is not one that the application 'Fabrikam Reports' has registered.",
    sent: "http://localhost:3000/auth/Callback",
    registered: [
      "http://localhost:3000/auth/callback",
      "https://reports.fabrikam.example/signin-oidc",
    ],
    ...ids,
  },
  "form-post": {
    kind: "form-post",
    action: "https://localhost/signin-oidc",
    fields: { code: "1.AQ.sample", state: "a\"b'c<d>&e" },
  },
};
