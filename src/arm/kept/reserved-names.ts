/**
 * Words that no publicly reachable resource may be called, may not have in its name, and may not
 * begin with.
 *
 * Source: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name.
 */
const WHOLE = [
  "ACCESS",
  "APP_CODE",
  "APP_THEMES",
  "APP_DATA",
  "APP_GLOBALRESOURCES",
  "APP_LOCALRESOURCES",
  "APP_WEBREFERENCES",
  "APP_BROWSERS",
  "AZURE",
  "BING",
  "BIZSPARK",
  "BIZTALK",
  "CORTANA",
  "DIRECTX",
  "DOTNET",
  "DYNAMICS",
  "EXCEL",
  "EXCHANGE",
  "FOREFRONT",
  "GROOVE",
  "HOLOLENS",
  "HYPERV",
  "KINECT",
  "LYNC",
  "MSDN",
  "O365",
  "OFFICE",
  "OFFICE365",
  "ONEDRIVE",
  "ONENOTE",
  "OUTLOOK",
  "POWERPOINT",
  "SHAREPOINT",
  "SKYPE",
  "VISIO",
  "VISUALSTUDIO",
  "WEB.CONFIG",
  "XBOX",
];
const ANYWHERE = ["MICROSOFT", "WINDOWS"];
const FIRST = ["LOGIN"];

/** The reserved word that a name is or has in it, if there is one. */
export function reservedWordIn(name: string): string | undefined {
  const upper = name.toUpperCase();
  return (
    WHOLE.find((word) => word === upper) ??
    ANYWHERE.find((word) => upper.includes(word)) ??
    FIRST.find((word) => upper.startsWith(word))
  );
}
