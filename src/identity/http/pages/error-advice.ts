/** What helps with every refusal, and all there is to say of an unknown one. */
const GENERAL: readonly string[] = [
  "Go back to the application and begin again there.",
  "If it happens again, send the lines below to whoever looks after the application.",
];

const FIX_REQUEST =
  "This is for whoever wrote the application: the sign-in address that it opened is not right. Compare it with what is said above.";
const START_AGAIN = "Go back to the application and begin again there.";
const CHECK_TENANT =
  "Check the tenant in the sign-in address: it is the part between the host and /oauth2.";
const OTHER_USER = "Sign in with another account if you have one.";

/**
 * What to do about an AADSTS number, in the order in which it is worth trying.
 *
 * Numbers that only a token request can meet are not here: no page is shown for them.
 */
const ADVICE: Readonly<Record<number, readonly string[]>> = {
  16000: ["Go back to the application and pick the account that you want to use."],
  50000: [
    "Try again in a moment.",
    "If it happens again, look for the trace id below in Lazurite's log: the cause stands there.",
  ],
  50001: ["Ask an administrator to enable the service that the application wants to use."],
  50011: [
    "Register the address that was sent, letter by letter, with the application.",
    "Or let the application send one that is registered: case, port and a slash at the end count. Only on http://localhost, http://127.0.0.1 and http://[::1] may the port differ.",
  ],
  50020: [
    "Sign in with an account of this tenant.",
    "Or sign in at the tenant that your account belongs to.",
  ],
  50034: ["Check the user name: it looks like name@contoso.onmicrosoft.com.", CHECK_TENANT],
  50049: ["Check the host name in the address: Lazurite serves Microsoft's public cloud only."],
  50053: [
    "Wait a minute, then sign in with the right password. Each wrong one makes the wait longer.",
  ],
  50057: ["Ask an administrator to enable the account.", OTHER_USER],
  50058: ["Go back to the application and sign in there: nobody is signed in here yet."],
  50059: [CHECK_TENANT, "Use a tenant id or one of the tenant's domain names."],
  50089: [START_AGAIN],
  500011: [
    "Check the name of the resource in 'scope' or 'resource'.",
    "If it is right, ask an administrator to add that service to the tenant.",
  ],
  50105: [
    "Ask an administrator to assign the application to you, or to a group that you are a direct member of.",
    OTHER_USER,
  ],
  50126: ["Go back and type user name and password again."],
  50194: [
    "Use the endpoint of the application's own tenant in place of /common or /organizations.",
    "Or register the application for accounts of every organization.",
  ],
  65001: [
    "Sign in again and accept what the application asks for.",
    "Where you may not accept it, ask an administrator to accept it for everyone.",
  ],
  65004: ["Sign in again and accept, if you want to use the application."],
  650057: [
    "Add the permission to those that the application's registration lists.",
    "Or ask for a scope that is listed there.",
  ],
  650052: [
    "Make the API that the application needs present in this tenant, or take it out of the application's API permissions.",
  ],
  650053: [
    "Check the spelling of the scope.",
    "If it is right, add it to the permissions that the API offers.",
  ],
  90094: ["Ask an administrator to sign in to the application and to accept for everyone."],
  700016: [
    "Check the application id: is it one of this tenant's?",
    CHECK_TENANT,
    "If the application is new, register it, or ask an administrator to add it to the tenant.",
  ],
  70005: [FIX_REQUEST],
  700051: ["Allow access tokens by the implicit flow in the application's registration."],
  700054: ["Allow id tokens by the implicit flow in the application's registration."],
  70007: [FIX_REQUEST],
  70011: ["Check the spelling of the scopes that the application asks for."],
  70018: ["Check the code and enter it again.", "Codes are used once: ask for a new one there."],
  70019: ["Ask for a new code at the device or terminal: the old one is too old."],
  7000112: ["Ask an administrator to enable the application."],
  7000229: ["Ask an administrator to add the application to the tenant."],
  90002: [CHECK_TENANT, "If the tenant is new, create it first."],
  900023: [CHECK_TENANT, "Use a tenant id or one of the tenant's domain names."],
  90014: [FIX_REQUEST],
  90015: [
    "This is for whoever wrote the application: let it send less, such as a shorter 'state' or fewer scopes.",
  ],
  900144: [FIX_REQUEST],
  9000411: [FIX_REQUEST],
  9002325: ["Let the application use PKCE: it must send 'code_challenge'."],
  501491: ["Let the application send a 'code_challenge' of 43 characters, made with S256."],
  165000: [START_AGAIN, "Allow this host to keep cookies: without them it cannot know you again."],
  90023: [FIX_REQUEST],
  900561: [START_AGAIN, "An address of a form cannot be opened from a bookmark or by reloading."],
  9001023: [FIX_REQUEST],
  9002313: [FIX_REQUEST],
  90033: ["Try again in a moment: many people are signing in just now."],
  900971: ["Let the application send 'redirect_uri', with an address that is registered."],
  901002: [FIX_REQUEST],
};

export const adviceFor = (number: number): readonly string[] => ADVICE[number] ?? GENERAL;
