import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { SignedIn } from "../../contract/district-accounts.ts";
import { ATTACH_MAX_MEGABYTES, type WorkView } from "../../contract/district-workbench.ts";
import { COUNTER_UNIT, type Dossier } from "../../contract/dossier.ts";
import type { DossierStep } from "../../contract/dossier-steps.ts";
import { AppError } from "../../contract/errors.ts";
import {
  contentFacts,
  requireFit,
  requirePixels,
  shownName,
} from "../../electron/station/attachments/content.rules.ts";
import { decide, numberOf, stepRefused } from "../../electron/station/dossiers/life.rules.ts";
import { handoverObstacle } from "../../electron/station/dossiers/steps.rules.ts";
import type { Attachments } from "../attachments/attachments.ts";
import type { District, Trx } from "../database.ts";
import { lockOwnLog, type OwnEvent, recordOwn } from "../own-log/own-log.ts";
import { onceForRequest, wasAnswered } from "../web/once.ts";
import { nextOwnNumber } from "./numbers.ts";
import { officeOf } from "./office.ts";
import { stateOf } from "./state.ts";
import { inLives } from "./steps-index.ts";
import { areWith, unitsOf } from "./units.rules.ts";
import { askedBy, procedureIn, viewOf } from "./view.ts";
import { readVisible } from "./visible.ts";
import { isWorkStep, requireWorkStep } from "./work-steps.rules.ts";

/** A dossier as whoever works on it has seen it, see `stateOf`. */
interface Seen {
  id: string;
  state: string;
}

/**
 * Takes a step of a dossier's life that needs no file, as `workbench.step`; see {@link record}.
 *
 * @throws AppError those of `record`; ROLE_LACKS of a step that is not taken here, or not so.
 */
export async function takeStep(
  db: District,
  account: SignedIn,
  input: Seen & { requestId: string; step: DossierStep },
): Promise<WorkView> {
  // A file is attached by whoever has it, not by its name.
  if (input.step.kind === "attach") throw new AppError("ROLE_LACKS", { role: account.role });
  return record(db, account, "workbench.step", input);
}

/**
 * Attaches a scanned paper to what a division has: the content is kept before anybody is told of it.
 *
 * @throws AppError ATTACHMENT_TYPE, ATTACHMENT_BROKEN, ATTACHMENT_TOO_LARGE, ATTACHMENT_TOO_MANY_PIXELS, and those of `record`.
 */
export async function attach(
  db: District,
  attachments: Attachments,
  account: SignedIn,
  { requestId, id, state, ...given }: Seen & { requestId: string; name: string; content: Buffer },
): Promise<WorkView> {
  const office = await officeOf(db, account);
  const { mostMegabytes, mostMegapixels } = office.office.attachments;
  const limits = { mostMegabytes: Math.min(mostMegabytes, ATTACH_MAX_MEGABYTES), mostMegapixels };
  const { content } = given;
  const name = shownName(given.name);
  requireFit(name, content.length, limits);
  // What its own marks say is enough here: nothing is decoded on a server.
  const facts = contentFacts(content, name);
  requirePixels(name, facts, limits);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const attachment = { sha256, name, mediaType: facts.mediaType, bytes: content.length, componentId: null };
  const step = { kind: "attach", attachment } as const;
  if (!(await wasAnswered(db, requestId))) {
    // Before it takes room on the disk: what is refused is not kept.
    const [dossier] = await db.transaction().execute((trx) => readSeen(trx, account, [{ id, state }]));
    if (dossier === undefined) throw new AppError("DOSSIER_UNKNOWN", { id });
    requireWorkStep(dossier, step, askedBy(account, office));
  }
  await attachments.keep(sha256, content);
  return record(db, account, "workbench.attach", { requestId, id, state, step });
}

/**
 * Takes a step of a dossier's life at this node: by the rules of the counters, into this node's log, and to the counter
 * that has the dossier, all at once and once for each request.
 *
 * @throws AppError DOSSIER_UNKNOWN, DOSSIER_CHANGED, DOSSIER_STEP, ROLE_LACKS (a step that is not taken here),
 * NEW_DATE_UNFIT, REQUEST_REUSED.
 */
async function record(
  db: District,
  account: SignedIn,
  call: string,
  { requestId, id, state, step }: Seen & { requestId: string; step: DossierStep },
): Promise<WorkView> {
  const input = { id, state, step };
  const request = { id: requestId, login: account.login, call, input };
  await onceForRequest(db, request, async (trx) => {
    await lockOwnLog(trx);
    const [dossier] = await readSeen(trx, account, [{ id, state }]);
    if (dossier === undefined) throw new AppError("DOSSIER_UNKNOWN", { id });
    if (!isWorkStep(step.kind)) throw new AppError("ROLE_LACKS", { role: account.role });
    const office = await officeOf(trx, account);
    const asked = askedBy(account, office);
    // Before a number is taken: what is refused has none.
    requireWorkStep(dossier, step, asked);
    const procedure = procedureIn(office, dossier);
    if (procedure === null) throw new AppError("PROCEDURE_UNKNOWN", { code: dossier.procedureCode });
    const paper = numberOf(step);
    const { type, data } = decide(dossier, step, asked, {
      signatory: { id: account.login, name: account.name },
      procedure,
      corrected: null,
      number: paper === null ? "" : await nextOwnNumber(trx, paper, asked.at),
      newId: uuidv7(),
      printJob: null,
    });
    await recordOwn(trx, [{ type, data, actor: account.login, subject: id } as OwnEvent]);
    return {};
  });
  return viewOf(db, account, id);
}

/**
 * Gives dossiers to a unit with one list (*phiếu giao nhận*): all of them or none.
 *
 * @throws AppError DIVISION_UNKNOWN, ROLE_LACKS (not the giver's), DOSSIER_UNKNOWN, DOSSIER_CHANGED, DOSSIER_STEP
 * (`handOver`), BAD_INPUT (to itself, or one twice), REQUEST_REUSED.
 */
export async function handOver(
  db: District,
  account: SignedIn,
  { requestId, ...input }: { requestId: string; from: string; to: string; dossiers: readonly Seen[] },
): Promise<{ number: string }> {
  const { from, to, dossiers } = input;
  if (from === to) throw new AppError("BAD_INPUT", { path: "to", reason: to });
  if (new Set(dossiers.map(({ id }) => id)).size !== dossiers.length)
    throw new AppError("BAD_INPUT", { path: "dossiers", reason: "twice" });
  const request = { id: requestId, login: account.login, call: "workbench.handOver", input };
  return onceForRequest(db, request, async (trx) => {
    await lockOwnLog(trx);
    const office = await officeOf(trx, account);
    if (to !== COUNTER_UNIT && !office.divisions.some(({ id }) => id === to))
      throw new AppError("DIVISION_UNKNOWN", { id: to });
    const asked = askedBy(account, office);
    const units = unitsOf(account, office, asked.at);
    for (const dossier of await readSeen(trx, account, dossiers)) {
      if (!areWith(units, from, dossier)) throw new AppError("ROLE_LACKS", { role: account.role });
      const obstacle = handoverObstacle(dossier, from, asked);
      if (obstacle !== null) throw stepRefused(dossier, "handOver", obstacle);
    }
    const handover = uuidv7();
    const number = await nextOwnNumber(trx, "handover", asked.at);
    const givenBy = { id: account.login, name: account.name };
    await recordOwn(
      trx,
      dossiers.map(({ id }) => ({
        type: "dossier.handedOver",
        actor: account.login,
        subject: id,
        data: { handover, number, from, to, givenBy, printJob: null },
      })),
    );
    return { number };
  });
}

/**
 * Signs for dossiers of a list; what is declined stays with the giver.
 *
 * @throws AppError HANDOVER_UNKNOWN, HANDOVER_CLOSED (nothing of it is on its way any more), DOSSIER_CHANGED (one of them
 * is not), ROLE_LACKS (not the receiver's), BAD_INPUT (one twice, or none), REQUEST_REUSED.
 */
export async function takeOver(
  db: District,
  account: SignedIn,
  {
    requestId,
    ...input
  }: {
    requestId: string;
    handover: string;
    taken: readonly string[];
    declined: readonly { id: string; reason: string }[];
  },
): Promise<{ taken: number }> {
  const { handover, taken, declined } = input;
  const ids = [...taken, ...declined.map(({ id }) => id)];
  if (ids.length === 0 || new Set(ids).size !== ids.length)
    throw new AppError("BAD_INPUT", { path: "taken", reason: ids.length === 0 ? "none" : "twice" });
  const request = { id: requestId, login: account.login, call: "workbench.takeOver", input };
  return onceForRequest(db, request, async (trx) => {
    await lockOwnLog(trx);
    const office = await officeOf(trx, account);
    const units = unitsOf(account, office, new Date().toISOString());
    const dossiers = await readVisible(trx, account, ids, { lock: true });
    if (dossiers.length < ids.length) throw new AppError("HANDOVER_UNKNOWN", { id: handover });
    const onWay = dossiers.filter(({ custody }) => custody.passing?.handover === handover);
    if (onWay.length === 0)
      throw new AppError("HANDOVER_CLOSED", { number: await numberOfList(trx, dossiers, handover) });
    for (const dossier of dossiers) {
      const { passing } = dossier.custody;
      if (passing?.handover !== handover) throw new AppError("DOSSIER_CHANGED", { code: dossier.code });
      if (!areWith(units, passing.to, dossier)) throw new AppError("ROLE_LACKS", { role: account.role });
    }
    const reasons = new Map(declined.map(({ id, reason }) => [id, reason]));
    const by = { name: account.name, staff: account.login, how: "account" } as const;
    const events = dossiers.map(({ id, custody: { passing } }): OwnEvent => {
      const reason = reasons.get(id);
      const step = { actor: account.login, subject: id };
      if (reason !== undefined)
        return { ...step, type: "dossier.handoverDeclined", data: { handover, reason } };
      return { ...step, type: "dossier.takenOver", data: { handover, to: passing?.to ?? "", by } };
    });
    await recordOwn(trx, events);
    return { taken: taken.length };
  });
}

/**
 * The dossiers as they were seen, in their order. They are locked together: a batch that comes in meanwhile locks its own
 * by their ids, and two who lock in different orders would wait for each other.
 *
 * @throws AppError DOSSIER_UNKNOWN, DOSSIER_CHANGED where somebody was faster.
 */
async function readSeen(trx: Trx, account: SignedIn, seen: readonly Seen[]): Promise<Dossier[]> {
  const ids = seen.map(({ id }) => id);
  const visible = await readVisible(trx, account, ids, { lock: true });
  const known = new Map(visible.map((dossier) => [dossier.id, dossier]));
  return seen.map(({ id, state }) => {
    const dossier = known.get(id);
    if (dossier === undefined) throw new AppError("DOSSIER_UNKNOWN", { id });
    if (stateOf(dossier) !== state) throw new AppError("DOSSIER_CHANGED", { code: dossier.code });
    return dossier;
  });
}

/** What a list that is closed is called: by the first of its dossiers that remembers. */
async function numberOfList(trx: Trx, dossiers: readonly Dossier[], handover: string): Promise<string> {
  for (const { id } of dossiers) {
    const given = await trx
      .selectFrom("events")
      .select("data")
      .where("subject", "=", id)
      .where(inLives)
      .where("type", "=", "dossier.handedOver")
      .execute();
    for (const { data } of given) {
      const list = JSON.parse(data) as { handover: string; number: string };
      if (list.handover === handover) return list.number;
    }
  }
  return handover;
}
