import { Failure } from "../base/index.ts";

/** Says an expected failure of the start as one sentence with what to do about it. */
export function explain(error: unknown): string | undefined {
  if (!(error instanceof Failure)) return undefined;
  const { facts } = error;
  switch (error.code) {
    case "storage/in-use":
      return `The data folder ${facts["folder"]} is in use by another Lazurite (process ${facts["pid"]}): stop that one, or name another folder with --data.`;
    case "storage/unwritable":
      return `The data folder ${facts["folder"]} cannot be written: check its permissions, or name another folder with --data.`;
    case "directory/unwritable":
      return `The store ${facts["file"]} cannot be opened for writing: check its permissions, or name another folder with --data.`;
    case "directory/newer":
    case "logs/store-newer":
      return `The data in ${facts["file"]} was made by a newer Lazurite: update this one, or name another folder with --data.`;
    case "logs/unwritable":
      return `The log store ${facts["file"]} cannot be opened for writing: check its permissions, or name another folder with --data.`;
    case "logs/store-unreadable":
      return `The log store ${facts["file"]} cannot be read: restore it from a copy, or name another folder with --data.`;
    case "http/authority-damaged":
      return `The certificate authority ${facts["file"]} has lost its key: remove the certificates folder beside it, and trust the new one.`;
    case "logs/store-busy":
      return `The log store ${facts["file"]} is in use by another process: stop that one, or name another folder with --data.`;
    case "server/demo-folder":
      return `The data folder ${facts["folder"]} holds the demo, whose credentials are public: start without --no-demo, or name another folder with --data.`;
    case "server/real-folder":
      return `The data folder ${facts["folder"]} was started with --no-demo: add --no-demo, or name another folder with --data.`;
    case "server/no-store":
      return `There is no Lazurite data in ${facts["folder"]}: start one with "npm start", or name its folder with --data.`;
    case "server/init-demo":
      return `The data folder ${facts["folder"]} holds the demo, whose tenant is Contoso: name another folder with --data for a tenant of your own.`;
    case "server/init-done":
      return `The data folder ${facts["folder"]} has its tenant already, ${facts["domain"]}: sign in as its administrator.`;
    case "server/init-cut-off":
      return `An earlier lazurite init on ${facts["folder"]} was cut off: finish it with --domain ${facts["domain"]} --user ${facts["user"]}, or name another folder with --data.`;
    case "server/init-running":
      return "Another lazurite init is at work on this data folder: wait for it.";
    case "identity/domain-malformed":
      return `"${facts["domain"]}" is no domain name: write one such as fabrikam.example.`;
    case "identity/user-name-malformed":
      return "The administrator's name may hold letters, digits and . _ - ' ! # ^ ~, and no domain: --user admin.";
    case "identity/password-weak":
      return "The password needs 8 to 256 characters of at least three kinds: lower case, upper case, digits, others.";
    case "server/control-place":
      return `The folder ${facts["folder"]} for the control socket belongs to somebody else or is open to others: remove it, or choose a data folder with a shorter path.`;
    case "server/control-unknown":
      return "The Lazurite that runs on this data folder does not know this command: it is of another version. Restart it.";
    case "identity/rotation-pending":
      return `The key ${facts["kid"]} is published already and signs from ${facts["signsFrom"]} on: wait until then, or add --now to let it sign at once.`;
    case "identity/signing-keys-too-many":
      return `There are ${facts["max"]} keys already: each stays published for a day after it signed. Rotate again when one of them is gone.`;
    case "access/invalid-delay":
      return `That delay cannot be set: ${facts["reason"]}.`;
    case "access/nothing-pending":
      return `Nothing of the assignment ${facts["assignmentName"]} is on its way: "lazurite delay show" lists what is.`;
    case "server/denials-gone":
      return "No Lazurite runs on this data folder: refusals are kept in the memory of the server that refused.";
    case "server/denial-unknown":
      return facts["id"] === ""
        ? "Nothing was refused since the server started."
        : `No refusal ${facts["id"]} is known: the server keeps the last 500, until it ends.`;
    case "clock/backwards":
      return `The store has seen ${facts["now"]} already, and its clock does not go back to ${facts["asked"]}: name another folder with --data, or use --ephemeral.`;
    case "server/invalid-option":
      return `${facts["option"]} ${facts["reason"]}.`;
    case "http/port-in-use":
      return `Port ${facts["port"]} is taken by another program: stop it, or choose a base port with --port (0 lets the system choose).`;
    case "http/port-forbidden":
      return `Port ${facts["port"]} may not be used by this user: choose a base port above 1023 with --port.`;
    case "http/host-unavailable":
      return `The address ${facts["host"]} is not one of this machine's: name another with --host.`;
    default:
      return undefined;
  }
}
