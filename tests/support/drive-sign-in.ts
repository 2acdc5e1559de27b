import type { Page } from "playwright-core";

/** Who signs in. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Fills in the sign-in page as a person does. */
export async function signInOn(page: Page, { user, password }: Credentials): Promise<void> {
  await page.getByLabel("User name").fill(user);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
