import { z } from "zod";
import { AppError, type ErrorCode } from "../../contract/errors.ts";
import type { PortalSettings, portalAnswers } from "./mapping.ts";
import type { PortalDossier, PortalProcedure } from "./portal-dossier.rules.ts";
import { entryKey, type PortalProgress } from "./portal-progress.rules.ts";

export type PortalConnection = PortalSettings["connection"];

/** What the portal has of a dossier. */
export interface FoundDossier {
  exists: boolean;
  /** Keys of its progress entries (`entryKey`); null of a portal that does not list them. */
  progress: string[] | null;
}

const listed = z.array(z.looseObject({}));
const answerSchema = z.looseObject({
  error_code: z.union([z.string(), z.number()]).transform(String),
  session: z.string().optional(),
  message: z.string().optional(),
  /** Deployed portals use either. */
  result: z.unknown().optional(),
  data: z.unknown().optional(),
});
type Answer = z.infer<typeof answerSchema>;

const procedureSchema = z.looseObject({
  TENTTHC: z.string(),
  LINHVUCTHUCHIEN: z
    .array(z.looseObject({ MALINHVUC: z.coerce.string(), TENLINHVUC: z.string() }))
    .default([]),
});

/** Failures that are the record's own: others may go on meanwhile. */
const ofTheRecord: ReadonlySet<ErrorCode> = new Set([
  "PORTAL_REFUSED",
  "PORTAL_PROCEDURE_UNKNOWN",
  "INTERNAL",
]);
export function isOfTheRecord(error: AppError): boolean {
  return ofTheRecord.has(error.code);
}

const BEGINS = 80;

/** The portal's session ended under a call. */
class SessionEnded extends Error {}

/**
 * Speaks to the portal's adapter. It signs in when it has to, also in the middle of things; every call ends in an answer
 * that was understood or in an AppError of the kind `PORTAL_…`.
 */
export class PortalClient {
  readonly #connection: PortalConnection;
  readonly #password: string;
  #session: Promise<string> | null = null;

  constructor(connection: PortalConnection, password: string) {
    this.#connection = connection;
    this.#password = password;
  }

  /** `TraCuuHoSo`. */
  async lookUp(code: string, signal?: AbortSignal): Promise<FoundDossier> {
    const { progressInLookUp } = this.#connection;
    const { answer, meaning } = await this.#call("TraCuuHoSo", { mahoso: code }, signal);
    const nothing = { exists: false, progress: progressInLookUp === null ? null : [] };
    if (meaning === "notThere") return nothing;
    this.#require("TraCuuHoSo", answer, meaning);
    const mine = listIn(answer).find((item) => [undefined, code].includes(text(item, "MaHoSo")));
    if (mine === undefined) return nothing;
    if (progressInLookUp === null) return { exists: true, progress: null };
    const entries = listed.safeParse(field(mine, progressInLookUp));
    if (!entries.success) return { exists: true, progress: [] };
    return { exists: true, progress: entries.data.map((entry) => entryKey((name) => text(entry, name))) };
  }

  /** `DongBoHoSoMC`. */
  async sync(dossier: PortalDossier, isUpdating: boolean, signal?: AbortSignal): Promise<void> {
    const { yes, no } = this.#connection.isUpdating;
    const args = { isUpdating: isUpdating ? yes : no };
    await this.#done("DongBoHoSoMC", args, signal, [dossier]);
  }

  /** `CapNhatTienDoHoSoMC`, several entries in their order. */
  async addProgress(entries: readonly PortalProgress[], signal?: AbortSignal): Promise<void> {
    await this.#done("CapNhatTienDoHoSoMC", {}, signal, entries);
  }

  /**
   * `LayThuTuc`.
   *
   * @throws AppError PORTAL_PROCEDURE_UNKNOWN
   */
  async procedure(code: string, signal?: AbortSignal): Promise<PortalProcedure> {
    const { answer, meaning } = await this.#call("LayThuTuc", { maTTHC: code }, signal);
    if (meaning === "procedureUnknown" || meaning === "notThere")
      throw new AppError("PORTAL_PROCEDURE_UNKNOWN", { code });
    this.#require("LayThuTuc", answer, meaning);
    const [first] = listIn(answer);
    if (first === undefined) throw new AppError("PORTAL_PROCEDURE_UNKNOWN", { code });
    const read = procedureSchema.safeParse(first);
    if (!read.success) throw unreadable("LayThuTuc", JSON.stringify(first));
    const { TENTTHC: name, LINHVUCTHUCHIEN: fields } = read.data;
    return { name, field: { code: fields[0]?.MALINHVUC ?? "", name: fields[0]?.TENLINHVUC ?? "" } };
  }

  /** `LayDanhSachTTHC`: codes of all procedures that the portal knows. */
  async procedureCodes(signal?: AbortSignal): Promise<Set<string>> {
    const { answer, meaning } = await this.#call("LayDanhSachTTHC", {}, signal);
    this.#require("LayDanhSachTTHC", answer, meaning);
    return new Set(listIn(answer).flatMap((item) => text(item, "MaTTHC") ?? []));
  }

  async #done(service: string, args: Record<string, string>, signal?: AbortSignal, data?: readonly object[]) {
    const { answer, meaning } = await this.#call(service, args, signal, data);
    this.#require(service, answer, meaning);
  }

  #require(service: string, answer: Answer, meaning: string | undefined): void {
    if (meaning === "ok") return;
    if (meaning === "busy")
      throw new AppError("PORTAL_UNREACHABLE", { detail: `error_code ${answer.error_code}` });
    const message = answer.message ?? text(answer, "error_message") ?? "";
    throw new AppError("PORTAL_REFUSED", { service, code: answer.error_code, message });
  }

  /** A session that ended is renewed once for a call. */
  async #call(
    service: string,
    args: Record<string, string>,
    signal?: AbortSignal,
    data?: readonly object[],
  ): Promise<{ answer: Answer; meaning: (typeof portalAnswers)[number] | undefined }> {
    const { answers, username } = this.#connection;
    for (let tries = 1; tries <= 2; tries += 1) {
      this.#session ??= this.#signIn(signal);
      const used = this.#session;
      try {
        const answer = await this.#post(service, this.#request(service, await used, args, data), signal);
        const meaning = answers[answer.error_code];
        if (meaning !== "sessionEnded") return { answer, meaning };
      } catch (error) {
        if (!(error instanceof SessionEnded)) {
          // A sign-in that failed is tried anew with the next call.
          await used.catch(() => this.#forget(used));
          throw error;
        }
      }
      this.#forget(used);
    }
    throw new AppError("PORTAL_SIGN_IN_REFUSED", { username });
  }

  #forget(session: Promise<string>): void {
    if (this.#session === session) this.#session = null;
  }

  #request(service: string, session: string, args: Record<string, string>, data?: readonly object[]) {
    const { url, callPath, style, unit, unitInQuery } = this.#connection;
    const base = `${url.replace(/\/$/, "")}${callPath}`;
    if (style === "body") {
      return { address: base, body: { session, madonvi: unit, service, ...args, ...(data && { data }) } };
    }
    const query = new URLSearchParams({ [unitInQuery]: unit, ...args });
    return {
      address: `${base.replace(/\/$/, "")}/${service}?${query}`,
      body: { session, ...(data && { data }) },
    };
  }

  async #signIn(signal?: AbortSignal): Promise<string> {
    const { url, signInPath, username, answers } = this.#connection;
    const address = `${url.replace(/\/$/, "")}${signInPath}`;
    const body = { username, password: this.#password };
    try {
      const answer = await this.#post("login", { address, body }, signal);
      if (answers[answer.error_code] === "busy")
        throw new AppError("PORTAL_UNREACHABLE", { detail: `error_code ${answer.error_code}` });
      if (answers[answer.error_code] === "ok" && answer.session) return answer.session;
    } catch (error) {
      if (!(error instanceof SessionEnded)) throw error;
    }
    throw new AppError("PORTAL_SIGN_IN_REFUSED", { username });
  }

  async #post(
    service: string,
    { address, body }: { address: string; body: object },
    signal?: AbortSignal,
  ): Promise<Answer> {
    const { status, content } = await this.#exchange(address, body, signal);
    if (status === 401) throw new SessionEnded();
    if (status === 403) throw new AppError("PORTAL_FORBIDDEN", { service });
    if (status === 404) throw new AppError("PORTAL_ADDRESS_WRONG", { address });
    if (status === 408 || status === 429 || status >= 500)
      throw new AppError("PORTAL_UNREACHABLE", { detail: `HTTP ${status}` });
    if (status >= 400) {
      const message = content.slice(0, BEGINS);
      throw new AppError("PORTAL_REFUSED", { service, code: `HTTP ${status}`, message });
    }
    const answer = answerSchema.safeParse(parsed(content));
    if (status >= 300 || !answer.success) throw unreadable(service, content);
    return answer.data;
  }

  async #exchange(address: string, body: object, signal?: AbortSignal) {
    const late = AbortSignal.timeout(this.#connection.timeoutSeconds * 1000);
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", accept: "application/json" },
        body: JSON.stringify(body),
        redirect: "manual",
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      });
      return { status: response.status, content: await response.text() };
    } catch (error) {
      throw new AppError("PORTAL_UNREACHABLE", { detail: reasonOf(error) }, { cause: error });
    }
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

function unreadable(service: string, content: string): AppError {
  const begins = content.replace(/\s+/g, " ").trim().slice(0, BEGINS);
  return new AppError("PORTAL_ANSWER_UNREADABLE", { service, begins });
}

function listIn({ result, data }: Answer): Record<string, unknown>[] {
  const value = result ?? data;
  const list = listed.safeParse(Array.isArray(value) ? value : [value]);
  return list.success ? list.data.filter((item) => Object.keys(item).length > 0) : [];
}

/** A field by its name; portals write names in capitals or not. */
function field(item: Record<string, unknown>, name: string): unknown {
  const key = Object.keys(item).find((given) => given.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : item[key];
}

function text(item: Record<string, unknown>, name: string): string | undefined {
  const value = field(item, name);
  return typeof value === "string" ? value : undefined;
}
