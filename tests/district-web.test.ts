import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../build/project.ts";
import { districtRoles } from "../contract/district-accounts.ts";
import { districtWebContract } from "../contract/district-web.ts";
import { resetPassword, revokeAccount } from "../district/accounts/accounts.ts";
import { mayCall, rolesOfCalls } from "../district/accounts/roles.rules.ts";
import { hashOf } from "../district/secrets.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { type DistrictPages, openDistrictPages, PASSWORD, SMALL } from "./district-page.ts";
import { picture } from "./hall.ts";

/** The district's pages in a real Chromium: who gets in, how far, and what becomes of whoever tries otherwise. */

let pages: DistrictPages;

beforeAll(async () => {
  pages = await openDistrictPages();
});
afterAll(() => pages?.close());

/** Picks from a list that is typed into. */
async function choose(page: Page, testId: string, option: string): Promise<void> {
  await page.getByTestId(testId).click();
  await page.getByRole("option", { name: option }).click();
}

const text = (page: Page, testId: string) => page.getByTestId(testId).textContent();

describe("sign-in", () => {
  it("lets in by name and password, keeps who is in over a reload, and lets out", async () => {
    const login = await pages.account("admin", { login: "quan-tri", name: "Phạm Minh Đức" });
    const page = await pages.window();
    await page.goto(pages.district.url);
    await page.getByTestId("login").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, "district-sign-in");
    await page.keyboard.type(login.toUpperCase());
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByTestId("shell").waitFor();
    await page.reload();
    await page.getByTestId("area-accounts").click();
    await page.getByTestId("accounts").waitFor();
    expect(await text(page, "account-menu")).toContain("Phạm Minh Đức");
    await page.getByTestId("account-menu").click();
    await page.getByTestId("sign-out").click();
    await page.getByTestId("sign-in").waitFor();
    await page.reload();
    await page.getByTestId("sign-in").waitFor();
  });

  it("says the same of a wrong name and a wrong password, and locks with a growing wait", async () => {
    const login = await pages.account("officer");
    const page = await pages.window(SMALL);
    await page.goto(pages.district.url);
    const trial = async (name: string, password: string) => {
      await page.getByTestId("login").fill(name);
      await page.getByTestId("password").fill(password);
      const answered = page.waitForResponse(/signIn/);
      await page.getByTestId("enter").click();
      await answered;
      await expect.poll(() => page.getByTestId("password").inputValue()).toBe("");
      return text(page, "sign-in-failure");
    };
    const wrong = await trial(login, "not this one");
    expect(wrong).toContain("chưa đúng");
    expect(await trial("nobody-has-this", "not this one")).toBe(wrong);
    for (let tries = 0; tries < 3; tries += 1) await trial(login, "not this one");
    expect(await trial(login, "not this one")).toMatch(/sau 1[45] giây/);
    // The right one has to wait as well.
    expect(await trial(login, PASSWORD)).toMatch(/sau \d+ giây/);
    await picture(page, "district-sign-in-locked");
    await page.getByTestId("language-en").click();
    expect(await text(page, "sign-in-failure")).toMatch(/in \d+ seconds/);

    await pages.district.db
      .updateTable("sign_in_failures")
      .set({ locked_until: new Date() })
      .where("login", "=", login)
      .execute();
    expect(await trial(login, "not this one")).toMatch(/in (29|30) seconds/);
    await pages.district.db
      .updateTable("sign_in_failures")
      .set({ locked_until: new Date() })
      .where("login", "=", login)
      .execute();
    await pages.signIn(page, login);
    expect(
      await pages.district.db.selectFrom("sign_in_failures").selectAll().where("login", "=", login).execute(),
    ).toEqual([]);
  });

  it("counts tries that come all at once", async () => {
    const login = await pages.account("officer");
    const tries = Array.from({ length: 40 }, (_, n) =>
      pages.call(null, "session/signIn", { login, password: `guess ${n}` }),
    );
    const codes = (await Promise.all(tries)).map(({ body }) => body.code);
    expect(codes.filter((code) => code === "LOGIN_REFUSED").length).toBeLessThanOrEqual(4);
    expect(new Set(codes)).not.toContain(undefined);
  });

  it("has the first password changed before anything else", async () => {
    const login = await pages.account("admin");
    const { password } = await resetPassword(pages.district.db, null, login);
    const page = await pages.window();
    await page.goto(pages.district.url);
    await page.getByTestId("login").fill(login);
    await page.getByTestId("password").fill(password);
    await page.keyboard.press("Enter");
    await page.getByTestId("first-password").waitFor();
    expect((await pages.call(page.context(), "accounts/list")).body.code).toBe("PASSWORD_MUST_CHANGE");
    const change = async (current: string, next: string, again = next) => {
      await page.getByTestId("password-current").fill(current);
      await page.getByTestId("password-next").fill(next);
      await page.getByTestId("password-again").fill(again);
      await page.keyboard.press("Enter");
    };
    await change(password, "short");
    await expect.poll(() => page.getByTestId("first-password").textContent()).toContain("ít nhất 10 ký tự");
    await change(password, "một mật khẩu mới", "một mật khẩu khác");
    await expect.poll(() => page.getByTestId("first-password").textContent()).toContain("chưa giống nhau");
    await change("wrong", "một mật khẩu mới");
    await expect.poll(() => text(page, "password-failure")).toContain("hiện tại chưa đúng");
    await change(password, password);
    await expect.poll(() => text(page, "password-failure")).toContain("giống mật khẩu cũ");
    await picture(page, "district-first-password");
    expect(await accessibilityFaults(page)).toEqual([]);
    await change(password, "một mật khẩu mới");
    await page.getByTestId("shell").waitFor();
    expect((await pages.call(page.context(), "accounts/list")).status).toBe(200);
  });
});

describe("sessions", () => {
  it("end with the account, with a new password, when unused too long, and after a day", async () => {
    // Whoever is revoked must not be the last.
    await pages.account("admin");
    const page = await pages.signedIn("admin");
    const context = page.context();
    const { db } = pages.district;
    const [cookie] = await context.cookies(`${pages.district.url}/web`);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/web" });
    const token_hash = hashOf(cookie?.value ?? "");
    // What the database holds opens nothing.
    const stolen = await pages.call(null, "accounts/list", undefined, {
      cookie: `motcua_district=${token_hash}`,
    });
    expect(stolen.body.code).toBe("NOT_SIGNED_IN");
    const works = async () => (await pages.call(context, "accounts/list")).status === 200;
    const set = (times: { last_used_at?: Date; expires_at?: Date }) =>
      db.updateTable("sessions").set(times).where("token_hash", "=", token_hash).execute();
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
    expect(await works()).toBe(true);
    await set({ last_used_at: hours(-2.1) });
    expect(await works()).toBe(false);
    await set({ last_used_at: hours(0), expires_at: hours(-0.1) });
    expect(await works()).toBe(false);
    await set({ expires_at: hours(1) });
    expect(await works()).toBe(true);
    const { login } = await db
      .selectFrom("sessions")
      .select("login")
      .where("token_hash", "=", token_hash)
      .executeTakeFirstOrThrow();
    await revokeAccount(db, null, login);
    expect(await works()).toBe(false);
    const again = await pages.call(null, "session/signIn", { login, password: PASSWORD });
    expect(again.body.code).toBe("LOGIN_REFUSED");
  });

  it("are asked for again over the page, which keeps what was typed", async () => {
    const login = await pages.account("admin", { login: "giua-chung" });
    const page = await pages.window();
    await pages.signIn(page, login);
    await page.getByTestId("area-accounts").click();
    await page.getByTestId("account-new").click();
    await page.getByTestId("account-login").fill("moi-toi");
    await page.getByTestId("account-name").fill("Người mới tới");
    await choose(page, "account-division", "Phòng Tư pháp");
    await pages.district.db.deleteFrom("sessions").where("login", "=", login).execute();
    await page.getByTestId("account-save").click();
    await page.getByTestId("sign-in").waitFor();
    await picture(page, "district-session-lost");
    await expect.poll(() => page.evaluate("document.activeElement.dataset.testid")).toBe("password");
    // Nothing below is reached, by no key.
    for (const key of ["Escape", "Escape", "Tab", "Tab", "Tab", "Tab", "Tab"]) await page.keyboard.press(key);
    await expect
      .poll(() => page.evaluate("document.activeElement.closest('.mantine-Modal-root, .shell') === null"))
      .toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByTestId("password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByTestId("sign-in").waitFor({ state: "detached" });
    expect(await page.getByTestId("account-name").inputValue()).toBe("Người mới tới");
    await page.getByTestId("account-save").click();
    await page.getByTestId("one-time-password").waitFor();
  });
});

it("says so where a page does not come, as after an update, and goes on", async () => {
  const page = await pages.signedIn("admin");
  await page.route(/accounts-page/, (route) => route.fulfill({ status: 404 }));
  await page.getByTestId("area-accounts").click();
  await page.getByTestId("page-fault").waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await picture(page, "district-page-fault");
  await page.getByTestId("area-stations").click();
  await page.getByTestId("stations").waitFor();
  await page.unroute(/accounts-page/);
  await page.getByTestId("area-accounts").click();
  await page.getByTestId("page-fault").waitFor();
  await page.getByTestId("page-reload").click();
  await page.getByTestId("accounts").waitFor();
  await page.context().close();
});

describe("accounts", () => {
  it("are made, changed and revoked on their page; the last administrator stays", async () => {
    const page = await pages.signedIn("admin", { login: "chu-tri", viewport: SMALL });
    await page.getByTestId("area-accounts").click();
    await page.getByTestId("account-new").click();
    await page.getByTestId("account-login").fill("thu-nghiem");
    await page.getByTestId("account-name").fill("<img src=x onerror=alert(1)>");
    expect(await page.getByTestId("account-save").isDisabled()).toBe(true);
    await choose(page, "account-division", "Phòng Tư pháp");
    await picture(page, "district-account-new-1366");
    await page.getByTestId("account-save").click();
    const password = await text(page, "one-time-password");
    expect(password).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){2}$/);
    await page.getByTestId("one-time-done").click();
    const row = page.getByTestId("account-thu-nghiem");
    expect(await row.textContent()).toContain("<img src=x onerror=alert(1)>");
    expect(await row.locator("img").count()).toBe(0);
    await row.getByRole("button").click();
    // Nobody loses their account by a slip of the hand: the way back has the focus.
    await page.getByTestId("account-revoke").click();
    await page.getByTestId("account-back").and(page.locator(":focus")).waitFor();
    await picture(page, "district-account-revoke-1366");
    await page.keyboard.press("Enter");
    await page.getByTestId("account-revoke").and(page.locator(":focus")).waitFor();
    await page.getByTestId("account-reset").click();
    await picture(page, "district-account-reset-1366");
    await page.getByTestId("account-sure").click();
    expect(await text(page, "one-time-password")).not.toBe(password);
    await page.getByTestId("one-time-done").click();
    expect(await row.textContent()).not.toContain("Đã thu hồi");
    await row.getByRole("button").click();
    await page.getByTestId("account-revoke").click();
    await page.getByTestId("account-sure").click();
    await expect.poll(() => row.textContent()).toContain("Đã thu hồi");
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, "district-accounts-1366");
    await page.getByTestId("audit-tab").click();
    await expect.poll(() => text(page, "audit")).toContain("Thu hồi tài khoản");
    await picture(page, "district-audit-1366");
    await pages.district.db
      .insertInto("audit")
      .values(
        Array.from({ length: 250 }, (_, n) => ({
          account: "chu-tri",
          what: "session.opened",
          detail: `lần ${n}`,
          at: new Date(Date.now() - 86_400_000 - n * 1000),
        })),
      )
      .execute();
    await page.reload();
    await page.getByTestId("audit-tab").click();
    await page.getByTestId("audit-earlier").click();
    await expect.poll(() => text(page, "audit")).toContain("lần 249");
    const { db } = pages.district;
    const admins = await db.selectFrom("accounts").select("login").where("role", "=", "admin").execute();
    const others = admins.map(({ login }) => login).filter((login) => login !== "chu-tri");
    for (const login of others) await revokeAccount(db, null, login);
    await expect(revokeAccount(db, null, "chu-tri")).rejects.toMatchObject({ code: "LAST_ADMIN" });
    expect((await pages.call(page.context(), "accounts/list")).status).toBe(200);
  });
});

it("makes accounts at the command line, while the server runs", async () => {
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(root, "district/main.ts"), "account", ...args], {
      env: { ...process.env, DATABASE_URL: pages.databaseUrl },
    });
  const { stdout } = await run("--login", "Dau-Tien", "--role", "admin", "--name", "Người đầu tiên");
  const signIn = (password: string) => pages.call(null, "session/signIn", { login: "dau-tien", password });
  const entered = await signIn(stdout.trim());
  expect(entered.body).toMatchObject({ name: "Người đầu tiên", mustChangePassword: true, areas: [] });
  await expect(run("--login", "dau-tien", "--role", "admin")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("ACCOUNT_EXISTS"),
  });
  await expect(run("--login", "x", "--role", "king")).rejects.toMatchObject({ code: 2 });
  const again = await run("reset", "--login", "dau-tien");
  expect((await signIn(stdout.trim())).body.code).toBe("LOGIN_REFUSED");
  expect((await signIn(again.stdout.trim())).status).toBe(200);
  await run("revoke", "--login", "dau-tien");
  expect((await signIn(again.stdout.trim())).body.code).toBe("LOGIN_REFUSED");
  expect((await run("list")).stdout).toMatch(/dau-tien\tadmin\t-\tNgười đầu tiên\trevoked/);
});

describe("what is asked of the server", () => {
  it("is answered by the roles table, call by call", async () => {
    const calls = Object.entries(districtWebContract)
      .filter(([area]) => area !== "session")
      .flatMap(([area, inside]) => Object.keys(inside).map((call) => [area, call] as const));
    for (const role of districtRoles) {
      const login = await pages.account(role);
      const page = await pages.window();
      await pages.signIn(page, login);
      for (const [area, call] of calls) {
        const { body, status } = await pages.call(page.context(), `${area}/${call}`, { nonsense: true });
        const refused = status === 403 && body.code === "ROLE_LACKS";
        expect([role, area, call, !refused]).toEqual([role, area, call, mayCall(role, [area, call])]);
      }
      await page.context().close();
    }
    for (const [area, call] of calls)
      expect((await pages.call(null, `${area}/${call}`)).body.code).toBe("NOT_SIGNED_IN");
    expect(Object.keys(rolesOfCalls).sort()).toEqual([...new Set(calls.map(([area]) => area))].sort());
  });

  it("is refused from the page of another site, whatever its cookie, and by no method but POST", async () => {
    const page = await pages.signedIn("admin");
    const foreign = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: pages.district.url.replace("127.0.0.1", "localhost") },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) {
      const answer = await pages.call(page.context(), "accounts/list", undefined, headers as never);
      expect([headers, answer.status, answer.body.code]).toEqual([headers, 403, "FOREIGN_PAGE"]);
    }
    const get = await fetch(`${pages.district.url}/web/rpc/session/me`);
    expect(get.status).toBe(403);
    const refusals = await pages.district.db
      .selectFrom("refusals")
      .selectAll()
      .where("code", "=", "FOREIGN_PAGE")
      .execute();
    expect(refusals.length).toBeGreaterThanOrEqual(foreign.length + 1);
  });

  it("is refused by name where it is nonsense, and the server goes on", async () => {
    const page = await pages.signedIn("admin");
    const context = page.context();
    const bad = await pages.call(context, "accounts/create", { login: "A B", name: "x" });
    expect([bad.status, bad.body.code]).toEqual([400, "BAD_INPUT"]);
    expect((await pages.call(context, "no/such")).status).toBe(404);
    expect((await pages.call(context, "accounts/__proto__")).status).toBe(404);
    const raw = async (path: string, body: string, type = "application/json") => {
      const headers = { origin: pages.district.url, "content-type": type };
      return (await fetch(`${pages.district.url}${path}`, { method: "POST", headers, body })).status;
    };
    expect(await raw("/web/rpc/session/signIn", "{")).toBe(400);
    expect(await raw("/web/rpc/session/signIn", "login=a", "application/x-www-form-urlencoded")).toBe(400);
    expect(await raw("/web/rpc/session/signIn", "x".repeat(17 * 1024 * 1024))).toBe(401);
    const sql = await pages.call(null, "session/signIn", {
      login: "a' OR 1=1 --",
      password: "'; DROP TABLE accounts",
    });
    expect(sql.body.code).toBe("LOGIN_REFUSED");
    for (const path of ["//", "/%", "/../../etc/passwd", "/assets/../../district.sha256", "/web/files/../x"])
      expect((await fetch(`${pages.district.url}${path}`)).status).toBeLessThan(500);
    expect((await pages.call(context, "accounts/list")).status).toBe(200);
  });

  it("comes with a policy that lets no inline script run", async () => {
    const response = await fetch(pages.district.url);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    const page = await pages.signedIn("admin");
    const ran = await page.evaluate(`(() => {
      const script = document.createElement("script");
      script.textContent = "window.ranInline = true";
      document.body.append(script);
      return window.ranInline === true;
    })()`);
    expect(ran).toBe(false);
  });
});
