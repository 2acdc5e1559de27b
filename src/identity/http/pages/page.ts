/** Where a page's form goes, and what it carries unseen. */
export interface PageForm {
  /** Path of this host, or its whole URL. */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  /**
   * Whether an answer to this form may redirect to an application.
   *
   * Chromium holds `form-action` against every redirect that follows a form, and an application's
   * redirect URI often redirects on, to where nobody here can know; the directive is then left out.
   */
  readonly endsAtApplication: boolean;
}

/** Somebody who may be signed in with one click, where the credentials are public anyway. */
export interface SignInHint {
  readonly userName: string;
  readonly password: string;
}

/** Fields `username`, `password`; buttons `action=sign-in|cancel|other-account`. */
export interface SignInPage {
  readonly kind: "sign-in";
  readonly form: PageForm;
  readonly appName?: string;
  readonly tenantName?: string;
  /** What the field holds at first; empty without a login hint. */
  readonly userName: string;
  readonly problem?: { readonly field: "username" | "password"; readonly text: string };
  /** Whether there are other accounts to go back to. */
  readonly otherAccounts: boolean;
  /** Of a demo only. */
  readonly hints: readonly SignInHint[];
}

export interface PickableAccount {
  readonly objectId: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly isSignedIn: boolean;
}

/** Buttons `account=<objectId>`, and `action=other-account` when signing in. */
export interface AccountPickerPage {
  readonly kind: "account-picker";
  readonly purpose: "sign-in" | "sign-out";
  readonly form: PageForm;
  readonly appName?: string;
  readonly accounts: readonly PickableAccount[];
}

export interface AskedPermission {
  /** The scope as the client spells it, such as `User.Read`. */
  readonly value: string;
  readonly title: string;
  readonly description: string;
}

export interface AskedResource {
  readonly name: string;
  readonly permissions: readonly AskedPermission[];
}

interface ConsentQuestion {
  readonly form: PageForm;
  readonly appName: string;
  readonly appId: string;
  /** Name of the tenant that the application is registered in. */
  readonly publisher: string;
  readonly userName: string;
  readonly resources: readonly AskedResource[];
}

/** Checkbox `for_all=1` where it is offered; buttons `action=accept|cancel`. */
export interface ConsentPage extends ConsentQuestion {
  readonly kind: "consent";
  readonly canConsentForAll: boolean;
  /** Whether it is asked for everybody of the organization; for one user without it. */
  readonly isForTenant?: boolean;
}

/** What only an administrator may accept; button `action=cancel`. */
export interface AdminConsentRequiredPage extends ConsentQuestion {
  readonly kind: "admin-consent-required";
}

/** Field `user_code`; button `action=continue`. */
export interface DeviceCodePage {
  readonly kind: "device-code";
  readonly form: PageForm;
  /** What the field holds at first, from a link or the last attempt. */
  readonly userCode: string;
  readonly problem?: string;
}

/** Buttons `action=continue|cancel`. */
export interface DeviceConfirmPage {
  readonly kind: "device-confirm";
  readonly form: PageForm;
  readonly appName: string;
  readonly appId: string;
  readonly userName: string;
}

/** Something is done: a device is signed in, somebody is signed out. */
export interface NoticePage {
  readonly kind: "notice";
  readonly title: string;
  readonly text: string;
  /** Loaded unseen, so that other applications end their sessions too. */
  readonly frontChannelLogoutUris?: readonly string[];
  /**
   * A link to go on; followed by itself, once all the above are loaded, where it is `isFollowed`.
   */
  readonly next?: { readonly uri: string; readonly text: string; readonly isFollowed: boolean };
}

/** A refusal that no application may be told of, or that it could do nothing with. */
export interface ErrorPage {
  readonly kind: "error";
  /** What did not come about; a sign-in without it. */
  readonly heading?: string;
  /** The AADSTS number. */
  readonly number: number;
  /** What happened, in one or two sentences. */
  readonly text: string;
  /** What to do; without it the page takes what it knows about the number. */
  readonly advice?: readonly string[];
  /** The redirect URI that was sent, to be held against those `registered`. */
  readonly sent?: string;
  readonly registered?: readonly string[];
  readonly traceId: string;
  readonly correlationId: string;
  /** As `2026-01-02 03:04:05Z`. */
  readonly timestamp: string;
}

/** An answer in `response_mode=form_post`, sent on by itself. */
export interface FormPostPage {
  readonly kind: "form-post";
  /** The application's redirect URI. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Everything that a person can be shown by the login host. */
export type Page =
  | SignInPage
  | AccountPickerPage
  | ConsentPage
  | AdminConsentRequiredPage
  | DeviceCodePage
  | DeviceConfirmPage
  | NoticePage
  | ErrorPage
  | FormPostPage;

export interface RenderedPage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}
