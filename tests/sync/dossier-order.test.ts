import { expect, it } from "vitest";
import { acceptedDossierSchema, type Dossier } from "../../contract/dossier.ts";
import { type DossierEvent, dossierAfter } from "../../contract/dossier-life.ts";
import { dossierFrom, inOrder, isLate, type PlacedStep, timeAfter } from "../../contract/dossier-order.ts";
import { dossierOf } from "../dossier-of.ts";
import { seededRandom } from "../seeded-random.ts";

const ID = "0b0e4f0a-0000-7000-8000-000000000001";
const START = Date.parse("2026-11-24T02:00:00.000Z");

/** One who writes steps of a dossier: a log with a clock of its own, and what he knows of what others did. */
class Writer {
  readonly log: PlacedStep[] = [];
  readonly known: PlacedStep[] = [];
  dossier: Dossier | null = null;
  readonly #station: string;
  readonly #clockAhead: number;

  constructor(station: string, clockAhead: number) {
    this.#station = station;
    this.#clockAhead = clockAhead;
  }

  write(now: number, type: DossierEvent["type"], data: object): PlacedStep {
    const at = timeAfter(
      new Date(START + now + this.#clockAhead).toISOString(),
      this.dossier?.updatedAt ?? null,
      this.log.at(-1)?.event.at === this.dossier?.updatedAt,
    );
    const step = { type, at, actor: this.#station, subject: ID, data } as DossierEvent;
    const placed = { station: this.#station, epoch: 1, event: { ...step, seq: this.log.length + 1 } };
    this.log.push(placed);
    this.learn(placed);
    return placed;
  }

  /** As a store does it: what is late has all of it gone through anew. */
  learn(placed: PlacedStep): void {
    this.known.push(placed);
    const late = this.dossier !== null && isLate(this.dossier, placed.event);
    this.dossier = late ? dossierFrom(this.known) : dossierAfter(this.dossier, placed.event);
  }
}

const accepted = { dossier: acceptedDossierSchema.parse(dossierOf({ id: ID })), serial: 1, printJob: ID };

function someStep(random: () => number, place: number): [DossierEvent["type"], object] {
  const handover = `0b0e4f0a-0000-7000-8000-0000000001${10 + Math.floor(random() * 4)}`;
  const [from, to] = random() < 0.5 ? ["counter", "tu-phap"] : ["tu-phap", "counter"];
  const steps: [DossierEvent["type"], object][] = [
    ["dossier.noted", { text: `${place}` }],
    [
      "dossier.handedOver",
      { handover, number: "1/26-1", from, to, givenBy: { id: "lan", name: "Lan" }, printJob: null },
    ],
    ["dossier.takenOver", { handover, to, by: { name: "Hoa", staff: "hoa", how: "pin" } }],
    ["dossier.decided", { outcome: random() < 0.5 ? "granted" : "denied", number: `${place}`, note: "" }],
    ["dossier.withdrawalRequested", { by: "Nguyễn Văn An", reason: "Đổi ý" }],
    ["dossier.resultReturned", { via: "counter", receiver: "An", citizenNumber: null, tracking: "" }],
  ];
  return steps[Math.floor(random() * steps.length)] ?? ["dossier.noted", { text: "" }];
}

it("leaves the same dossier with everybody, in whatever order they hear of each other's steps", () => {
  let breaches = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = seededRandom(seed);
    const clock = () => Math.round((random() - 0.5) * 7_200_000);
    const writers = ["b", "a", "c"].map((station) => new Writer(station, clock()));
    const [first] = writers as [Writer, Writer, Writer];
    const beginning = first.write(0, "dossier.accepted", accepted);
    for (const writer of writers) if (writer !== first) writer.learn(beginning);
    /** What is on its way from each to each: a line keeps its order, and nothing else does. */
    const lines = writers.flatMap((from) =>
      writers.filter((to) => to !== from).map((to) => ({ from, to, heard: from === first ? 1 : 0 })),
    );
    for (let place = 0; place < 25; place += 1) {
      const writer = writers[Math.floor(random() * 3)] ?? first;
      if (random() < 0.4) writer.write(place * 1000, ...someStep(random, place));
      const line = lines[Math.floor(random() * lines.length)];
      const next = line?.from.log[line.heard];
      if (line === undefined || next === undefined) continue;
      line.heard += 1;
      line.to.learn(next);
    }
    for (const line of lines) for (const next of line.from.log.slice(line.heard)) line.to.learn(next);
    for (const { dossier } of writers) expect(dossier, `seed ${seed}`).toEqual(first.dossier);
    breaches += first.dossier?.breaches?.length ?? 0;
    expect(dossierFrom([...first.known].reverse())).toEqual(first.dossier);
    // Nothing is dropped.
    expect(inOrder(first.known)).toHaveLength(writers.reduce((sum, { log }) => sum + log.length, 0));
  }
  expect(breaches).toBeGreaterThan(500);
});

it("puts an answer after what it answers, however far the clocks are apart", () => {
  const [ahead, behind] = [new Writer("a", 3_600_000), new Writer("b", -3_600_000)];
  behind.learn(ahead.write(0, "dossier.accepted", accepted));
  ahead.learn(behind.write(60_000, "dossier.noted", { text: "Đã xem" }));
  expect(inOrder(ahead.known).map(({ station }) => station)).toEqual(["a", "b"]);
  expect(behind.dossier).toEqual(ahead.dossier);
});

it("keeps a log's own order where its clock was put back", () => {
  const step = (seq: number, at: string, type: DossierEvent["type"], data: object): PlacedStep => ({
    station: "a",
    epoch: 1,
    event: { type, at, actor: "lan", subject: ID, data, seq } as PlacedStep["event"],
  });
  const steps = [
    step(1, "2026-11-24T03:00:00.000Z", "dossier.accepted", accepted),
    step(2, "2026-11-24T02:00:00.000Z", "dossier.withdrawalRequested", { by: "An", reason: "Đổi ý" }),
    step(3, "2026-11-24T02:30:00.000Z", "dossier.withdrawalDropped", { reason: "Thôi" }),
  ];
  expect(inOrder(steps.toReversed()).map(({ event }) => event.seq)).toEqual([1, 2, 3]);
  expect(dossierFrom(steps)?.status).toBe("accepted");
});

it("takes note of what did not follow, and lets it count", () => {
  const writer = new Writer("a", 0);
  const other = new Writer("b", 0);
  other.learn(writer.write(0, "dossier.accepted", accepted));
  writer.write(1000, "dossier.decided", { outcome: "granted", number: "1", note: "" });
  const second = other.write(2000, "dossier.decided", { outcome: "denied", number: "2", note: "" });
  writer.learn(second);
  expect(writer.dossier?.decision).toMatchObject({ outcome: "denied", number: "2" });
  expect(writer.dossier?.breaches).toEqual([
    { at: second.event.at, type: "dossier.decided", actor: "b", kind: "twice" },
  ]);
  expect(dossierFrom([])).toBeNull();
});
