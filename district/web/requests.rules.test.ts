import { expect, it } from "vitest";
import {
  browserCookie,
  browserToken,
  isOwnPage,
  senderAddress,
  sessionCookie,
  sessionToken,
} from "./requests.rules.ts";

const request = { origin: "http://huyen:8470", host: "huyen:8470", site: "same-origin" };

it("knows its own page by the origin that the browser names", () => {
  expect(isOwnPage(request, null)).toBe(true);
  expect(isOwnPage({ ...request, site: undefined }, null)).toBe(true);
  for (const other of [
    { origin: "http://huyen" },
    { origin: "https://huyen:8470" },
    { origin: "null" },
    { origin: undefined },
    { host: undefined },
    { site: "cross-site" },
    { site: "none" },
  ])
    expect([other, isOwnPage({ ...request, ...other }, null)]).toEqual([other, false]);
});

it("behind a proxy knows it by the address that people type", () => {
  const address = "https://motcua.example.vn";
  expect(isOwnPage({ origin: address, host: "127.0.0.1:8470", site: "same-origin" }, address)).toBe(true);
  expect(isOwnPage(request, address)).toBe(false);
});

it("reads the session's token and nothing that is none", () => {
  const token = "a".repeat(43);
  expect(sessionToken(`other=1; motcua_district=${token}`)).toBe(token);
  expect(browserToken(`motcua_district=${"b".repeat(43)}; motcua_browser=${token}`)).toBe(token);
  expect(browserToken(`motcua_district=${token}`)).toBeNull();
  for (const cookies of [
    undefined,
    "",
    "motcua_district=",
    "motcua_district=a b",
    `motcua_district=${"a".repeat(500)}`,
  ])
    expect(sessionToken(cookies)).toBeNull();
});

it("gives a cookie that no script reads, no other site sends, and no open line carries where there is TLS", () => {
  expect(sessionCookie("token", true)).toBe(
    "motcua_district=token; Path=/web; HttpOnly; SameSite=Strict; Secure",
  );
  expect(sessionCookie("token", false)).not.toContain("Secure");
  expect(sessionCookie(null, false)).toContain("Max-Age=0");
  expect(browserCookie("token", true)).toBe(
    "motcua_browser=token; Max-Age=15552000; Path=/web; HttpOnly; SameSite=Strict; Secure",
  );
});

it("counts people by the line's other end, or by the last that the proxy forwards for", () => {
  expect(senderAddress("10.0.0.5", undefined)).toBe("10.0.0.5");
  expect(senderAddress("::ffff:10.0.0.5", undefined)).toBe("10.0.0.5");
  expect(senderAddress("127.0.0.1", "1.2.3.4, 10.0.0.6")).toBe("10.0.0.6");
  expect(senderAddress("127.0.0.1", "nonsense")).toBe("127.0.0.1");
  expect(senderAddress("127.0.0.1", "2001:DB8:0:1:aaaa::7")).toBe("2001:db8:0:1::/64");
  expect(senderAddress("127.0.0.1", "2001:db8::1")).toBe("2001:db8:0:0::/64");
  expect(senderAddress("::1", undefined)).toBe("0:0:0:0::/64");
});
