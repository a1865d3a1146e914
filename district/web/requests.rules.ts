import { isIP } from "node:net";

/** What the browser tells of a request, as far as it matters for whose page asked. */
export interface PageRequest {
  origin: string | undefined;
  host: string | undefined;
  /** `Sec-Fetch-Site`, of browsers that send it. */
  site: string | undefined;
}

/**
 * Whether the district's own page asked. A browser names the origin of whoever posts; another site's page can't change
 * that.
 *
 * @param address under which browsers reach the server where that is not its own, e.g. `https://motcua.example.vn`
 */
export function isOwnPage({ origin, host, site }: PageRequest, address: string | null): boolean {
  if (site !== undefined && site !== "same-origin") return false;
  if (origin === undefined || host === undefined) return false;
  return address === null ? origin === `http://${host}` : origin === address;
}

const SESSION = "motcua_district";
const BROWSER = "motcua_browser";

/** So long a browser is known after the last sign-in. */
export const KNOWN_BROWSER_DAYS = 180;

/** The session's token in a `Cookie` header, or null. */
export function sessionToken(cookies: string | undefined): string | null {
  return tokenIn(cookies, SESSION);
}

/** The token of a browser in which somebody signed in before, or null. */
export function browserToken(cookies: string | undefined): string | null {
  return tokenIn(cookies, BROWSER);
}

function tokenIn(cookies: string | undefined, cookie: string): string | null {
  for (const part of (cookies ?? "").split(";")) {
    const [name, value] = part.trim().split("=");
    if (name === cookie && value !== undefined && /^[\w-]{20,100}$/.test(value)) return value;
  }
  return null;
}

/** The session's cookie as the browser keeps it: it ends with the browser. `secure` where the pages come by TLS. */
export function sessionCookie(token: string | null, secure: boolean): string {
  return guarded(token === null ? `${SESSION}=; Max-Age=0` : `${SESSION}=${token}`, secure);
}

/** What a browser is known by at the next sign-in; it opens nothing. */
export function browserCookie(token: string, secure: boolean): string {
  return guarded(`${BROWSER}=${token}; Max-Age=${KNOWN_BROWSER_DAYS * 24 * 60 * 60}`, secure);
}

/** No script reads it, no other site's page sends it. */
function guarded(cookie: string, secure: boolean): string {
  return `${cookie}; Path=/web; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
}

/**
 * The address that somebody is counted by: the line's other end, or behind a proxy the last that it forwards for (those
 * before are what the sender claims). Of IPv6 the network (/64): whoever has one, has all its addresses.
 *
 * @param forwarded `X-Forwarded-For`, only where a proxy stands before the server.
 */
export function senderAddress(remote: string | undefined, forwarded: string | string[] | undefined): string {
  const last = String(forwarded ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  const address = (isIP(last ?? "") === 0 ? (remote ?? "") : (last ?? "")).replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(address) === 6 ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head = "", tail] = address.replace(/%.*$/, "").toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? 0 : tail.split(":").length;
  const filled = [
    ...groups,
    ...Array<string>(8)
      .fill("0")
      .slice(groups.length + after),
  ];
  const all = tail === undefined || tail === "" ? filled : [...filled, ...tail.split(":")];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
