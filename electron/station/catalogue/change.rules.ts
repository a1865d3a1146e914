import type { Catalogue, CatalogueChange, Procedure, ProcedureVersion } from "../../../contract/catalogue.ts";

/** Parts of a catalogue that change whole. */
const parts = [
  "office",
  "agencies",
  "serviceGroups",
  "counters",
  "staff",
  "divisions",
  "calendar",
] as const satisfies (keyof Catalogue)[];

/** What tells versions of procedures from each other. */
export function versionKey({ code, effectiveFrom }: ProcedureVersion): string {
  return `${code}@${effectiveFrom}`;
}

/** The procedures with some changed or removed: new ones come last, the others keep their place. */
export function withProcedures(
  before: readonly Procedure[],
  { procedures, removed }: Pick<CatalogueChange, "procedures" | "removed">,
): Procedure[] {
  const gone = new Set(removed.map(versionKey));
  const changed = new Map(procedures.map((entry) => [versionKey(entry), entry]));
  const kept = before.flatMap((entry) => {
    const key = versionKey(entry);
    if (gone.has(key)) return [];
    const other = changed.get(key);
    changed.delete(key);
    return [other ?? entry];
  });
  return [...kept, ...changed.values()];
}

/** The catalogue that a change leaves. */
export function changedCatalogue(before: Catalogue, change: Omit<CatalogueChange, "sha256">): Catalogue {
  const { procedures, removed, publication: _publication, ...whole } = change;
  return {
    ...before,
    ...Object.fromEntries(parts.flatMap((part) => (whole[part] === undefined ? [] : [[part, whole[part]]]))),
    procedures: withProcedures(before.procedures, { procedures, removed }),
  };
}

/**
 * What has to be told of `after` to whoever knows `before`: in pieces of about `mostBytes` of JSON; none where nothing
 * differs. Applied one after the other they leave `after` with its procedures in the order of `withProcedures`.
 */
export function changesBetween(
  before: Catalogue,
  after: Catalogue,
  mostBytes: number,
): Omit<CatalogueChange, "sha256">[] {
  const known = new Map(before.procedures.map((entry) => [versionKey(entry), entry]));
  const stays = new Set(after.procedures.map(versionKey));
  const removed = before.procedures
    .filter((entry) => !stays.has(versionKey(entry)))
    .map(({ code, effectiveFrom }) => ({ code, effectiveFrom }));
  const changed = after.procedures.filter((entry) => {
    const former = known.get(versionKey(entry));
    return former === undefined || (former !== entry && JSON.stringify(former) !== JSON.stringify(entry));
  });
  const whole = Object.fromEntries(
    parts.flatMap((part) =>
      before[part] === after[part] || JSON.stringify(before[part]) === JSON.stringify(after[part])
        ? []
        : [[part, after[part]]],
    ),
  );
  const pieces = inPieces(changed, mostBytes);
  const first = { ...whole, removed, procedures: pieces[0] ?? [] };
  const isNothing = Object.keys(whole).length === 0 && removed.length === 0 && changed.length === 0;
  return isNothing ? [] : [first, ...pieces.slice(1).map((procedures) => ({ procedures, removed: [] }))];
}

/** In their order, each piece of at most so many bytes of JSON, or of one procedure. */
export function inPieces(procedures: readonly Procedure[], mostBytes: number): Procedure[][] {
  const pieces: Procedure[][] = [];
  let room = 0;
  for (const procedure of procedures) {
    const bytes = Buffer.byteLength(JSON.stringify(procedure));
    if (bytes > room) {
      pieces.push([]);
      room = mostBytes;
    }
    pieces.at(-1)?.push(procedure);
    room -= bytes;
  }
  return pieces;
}
