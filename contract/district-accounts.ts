import { z } from "zod";
import { unitSchema } from "./dossier-desk.ts";
import { namedErrors as base } from "./named-errors.ts";
import { localizedTextSchema, writtenSchema } from "./text.ts";
import { instantSchema } from "./time.ts";

/**
 * What somebody may do on the district's pages; which calls that are stands in `district/accounts/roles.rules.ts`.
 *
 * `officer` (*chuyên viên phòng chuyên môn*): the dossiers of one division. `head` (*lãnh đạo*): those of all divisions,
 * and what only a head may sign. `supervisor`: sees, changes nothing. Both see all agencies of the node, or the one that
 * they are limited to: a commune's head sees that commune.
 * `operator`: the stations. `publisher`: catalogue, calendar, staff. `admin`: accounts, and what the two before may.
 */
export const districtRoles = ["officer", "head", "supervisor", "operator", "publisher", "admin"] as const;
export const districtRoleSchema = z.enum(districtRoles);
export type DistrictRole = z.infer<typeof districtRoleSchema>;

/** What an account of the role belongs to: to one division, to one agency or none of them alone, or to nothing. */
export const scopeOfRole = {
  officer: "division",
  head: "agency",
  supervisor: "agency",
  operator: null,
  publisher: null,
  admin: null,
} as const satisfies Record<DistrictRole, "division" | "agency" | null>;

export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_MAX_LENGTH = 200;
/** So long a one-time password lets in. */
export const ONE_TIME_PASSWORD_DAYS = 3;

/** Lower case: `Thao` and `thao` are one. */
export const loginSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/);

const passwordSchema = z.string().min(1).max(PASSWORD_MAX_LENGTH);

/** Who is signed in. */
export const signedInSchema = z.object({
  login: z.string(),
  name: z.string(),
  role: districtRoleSchema,
  /** Of an officer. */
  division: z.string().nullable(),
  /** Of a head or supervisor of one agency only. */
  agency: z.string().nullable(),
});
export type SignedIn = z.infer<typeof signedInSchema>;

export const meSchema = signedInSchema.extend({
  /** The password was given by an administrator: nothing else is possible before it is changed. */
  mustChangePassword: z.boolean(),
  /** The areas of the pages that the role may enter. */
  areas: z.array(z.string()),
});
export type Me = z.infer<typeof meSchema>;

/** Open to whoever has no session yet, or one whose password has to be changed first. */
export const sessionCalls = {
  /** What the node is called (its agency), and who is signed in; null where it has no office, or nobody is. */
  me: base.output(z.object({ node: localizedTextSchema.nullable(), me: meSchema.nullable() })),
  /** Gives the browser its cookie. Fails by LOGIN_REFUSED, LOGIN_LOCKED, PASSWORD_EXPIRED, DISTRICT_BUSY. */
  signIn: base.input(z.object({ login: z.string().max(100), password: passwordSchema })).output(meSchema),
  signOut: base.output(z.object({})),
  /** Ends every other session of the account. Fails by LOGIN_REFUSED (current), LOGIN_LOCKED, PASSWORD_UNFIT. */
  changePassword: base.input(z.object({ current: passwordSchema, next: passwordSchema })).output(meSchema),
};

export const accountSchema = signedInSchema.extend({
  createdAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
  /** The first password has not been changed yet. */
  firstPassword: z.boolean(),
  lockedUntil: instantSchema.nullable(),
  revokedAt: instantSchema.nullable(),
});
export type Account = z.infer<typeof accountSchema>;

export const accountInputSchema = z.object({
  login: loginSchema,
  name: writtenSchema.min(2).max(100),
  role: districtRoleSchema,
  division: z.string().min(1).max(100).nullable(),
  agency: z.string().min(1).max(100).nullable(),
});
export type AccountInput = z.infer<typeof accountInputSchema>;

/** The password is shown once; the account's holder changes it at the first sign-in. */
const oneTimePasswordSchema = z.object({ login: z.string(), password: z.string() });

/** What is written down of what was done on the pages; each is said by the text `districtWeb.audit.<kind>`. */
export const auditKindSchema = z.enum([
  "session.opened",
  "account.created",
  "account.changed",
  "account.passwordReset",
  "account.passwordChanged",
  "account.revoked",
  "account.restored",
  "office.published",
  "office.discarded",
  "station.codeMade",
  "station.replacementCode",
  "station.revoked",
]);
export type AuditKind = z.infer<typeof auditKindSchema>;

export const auditEntrySchema = z.object({
  at: instantSchema,
  /** Login, or null of what was done at the server itself. */
  account: z.string().nullable(),
  what: auditKindSchema,
  detail: z.string(),
});
/** So many entries come at once. */
export const AUDIT_PAGE = 200;
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Administration of the accounts (*quản trị tài khoản*). */
export const accountCalls = {
  list: base.output(z.array(accountSchema)),
  /** For which divisions and agencies an account can be; empty where the node has no office. */
  choices: base.output(z.object({ divisions: z.array(unitSchema), agencies: z.array(unitSchema) })),
  /** Fails by ACCOUNT_EXISTS, BAD_INPUT (an officer without a division). */
  create: base.input(accountInputSchema).output(oneTimePasswordSchema),
  /** Fails by ACCOUNT_UNKNOWN, LAST_ADMIN. */
  change: base.input(accountInputSchema).output(accountSchema),
  /** Ends the account's sessions and its lock. Fails by ACCOUNT_UNKNOWN. */
  resetPassword: base.input(z.object({ login: loginSchema })).output(oneTimePasswordSchema),
  /** Ends the account's sessions; nobody signs in with it any more. Fails by ACCOUNT_UNKNOWN, LAST_ADMIN. */
  revoke: base.input(z.object({ login: loginSchema })).output(accountSchema),
  restore: base.input(z.object({ login: loginSchema })).output(accountSchema),
  /** What was done on the pages and with accounts, the latest first. */
  audit: base.input(z.object({ before: instantSchema.nullable() })).output(z.array(auditEntrySchema)),
};
