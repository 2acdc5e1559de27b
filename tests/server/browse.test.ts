/** `lazurite browse` leads a person's browser here, not to the real service. */
import { expect, test } from "vitest";
import { catchOpenedAddresses } from "../support/opened-addresses.ts";
import { runLazurite, startLazurite } from "../support/start-lazurite.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("an address under Microsoft's name is opened at our own origin, another one as it is", async () => {
  const folder = temporaryFolder();
  const server = await startLazurite({ folder, args: ["--no-demo"] });
  const opened = await catchOpenedAddresses();
  const env = { ...process.env, ...opened.env };
  const question = "?client_id=a%20b&redirect_uri=http%3A%2F%2Flocalhost%3A1";
  const path = `/organizations/oauth2/v2.0/authorize${question}`;
  for (const [address, own] of [
    [`https://login.microsoftonline.com${path}`, `${server.ready.login}${path}`],
    ["https://example.com/page", "https://example.com/page"],
  ] as const) {
    const { status, stderr } = await runLazurite(["browse", "--data", folder, address], env);
    expect(stderr).toBe(`Opening ${own}\n`);
    expect(status).toBe(0);
    expect(await opened.next()).toBe(own);
  }
  await opened.close();
  await server.end();
});

test("what is no address is refused, whether a server runs or not", async () => {
  for (const words of [[], ["file:///etc/passwd"], ["--data"], ["https://a.example", "more"]]) {
    const { status, stderr } = await runLazurite(["browse", ...words]);
    expect(stderr).toBe("lazurite: Say which address to open: lazurite browse https://…\n");
    expect(status).toBe(1);
  }
});
