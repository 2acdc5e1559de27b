import { unreachable } from "../../../base/index.ts";
import { accountPickerPage } from "./account-picker-page.ts";
import { adminConsentRequiredPage, consentPage } from "./consent-page.ts";
import { deviceCodePage, deviceConfirmPage } from "./device-pages.ts";
import { type PageContent, renderDocument } from "./document.ts";
import { errorPage } from "./error-page.ts";
import { formPostPage } from "./form-post-page.ts";
import { noticePage } from "./notice-page.ts";
import type { Page, RenderedPage } from "./page.ts";
import { signInPage } from "./sign-in-page.ts";

/** A page as markup, and the policy that goes with it in `content-security-policy`. */
export const renderPage = (page: Page): RenderedPage => renderDocument(contentOf(page));

function contentOf(page: Page): PageContent {
  switch (page.kind) {
    case "sign-in":
      return signInPage(page);
    case "account-picker":
      return accountPickerPage(page);
    case "consent":
      return consentPage(page);
    case "admin-consent-required":
      return adminConsentRequiredPage(page);
    case "device-code":
      return deviceCodePage(page);
    case "device-confirm":
      return deviceConfirmPage(page);
    case "notice":
      return noticePage(page);
    case "error":
      return errorPage(page);
    case "form-post":
      return formPostPage(page);
    default:
      return unreachable(page);
  }
}
