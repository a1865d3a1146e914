import { sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { rebuildProjections } from "../../../db/projections.ts";
import { forgetReplicaBefore, knownEvents } from "../../../db/replica.ts";
import { codeOf as code } from "../../../tests/code-of.ts";
import { Place, pairWith, hallPatience as patience } from "../../../tests/hall-places.ts";
import { readCard } from "../dossiers/card.rules.ts";

/** Several stations of one hall, each with a store of its own, talking over real TLS. */

let host: Place;
let second: Place;
let third: Place;

beforeEach(async () => {
  [host, second, third] = (await Promise.all(
    ["Bàn tiếp đón", "Quầy 1", "Quầy 2"].map((name) => new Place(name).start()),
  )) as [Place, Place, Place];
});
afterEach(async () => {
  for (const place of [host, second, third]) await place.remove();
});

const pair = (member: Place, to = host) => pairWith(member, to);

describe("a hall of several PCs", () => {
  it("has one queue: numbers taken at any of them follow each other, and everybody sees them", async () => {
    await pair(second);
    await pair(third);
    const labels: string[] = [];
    for (const place of [host, second, third, second]) labels.push((await place.take()).ticket.label);
    expect(labels).toEqual(["A001", "A002", "A003", "A004"]);
    await vi.waitFor(async () => {
      for (const place of [host, second, third]) {
        const board = await place.station.queue.board();
        expect(board.groups[0]).toMatchObject({ waiting: 4, lastNumber: 4 });
      }
    }, patience);
    const desk = await second.at("1", "lan", "1234");
    expect((await second.step(desk, { kind: "callNext" }))?.label).toBe("A001");
    const other = await third.at("4", "mai", "1234");
    expect((await third.step(other, { kind: "callNext" }))?.label).toBe("A002");
    await vi.waitFor(async () => {
      const board = await third.station.queue.board();
      expect(board.calls.map(({ label }) => label).sort()).toEqual(["A001", "A002"]);
      expect(board.counters.find(({ counter }) => counter.id === "1")?.staff?.id).toBe("lan");
    }, patience);
    expect(await code(second.step(desk, { kind: "callNext" }))).toBe("COUNTER_BUSY");
  });

  it("prints a ticket where its kiosk is", async () => {
    await pair(second);
    const { printJob } = await second.take();
    expect((await second.station.papers.job(printJob)).title).toBe("A001");
    expect(await code(host.station.papers.job(printJob))).toBe("PRINT_JOB_UNKNOWN");
  });

  it("tells the clerk of another PC what the citizen showed at the kiosk, while the ticket is there", async () => {
    await pair(second);
    await pair(third);
    const card = readCard("025099000123||Nguyễn Văn An|01021999|Nam|Phù Ninh, Phú Thọ|15042021");
    const { ticket } = await second.station.queue.take({
      requestId: uuidv7(),
      serviceGroup: "certification",
      priority: null,
      shown: { card, dossierCode: "000.00.15.H44-241031-0001" },
    });
    const desk = await third.at("1", "lan", "1234");
    expect((await third.step(desk, { kind: "callNext" }))?.id).toBe(ticket.id);
    expect(await third.station.queue.citizen(desk.counter, ticket.id)).toEqual({
      card,
      dossierCode: "000.00.15.H44-241031-0001",
      booking: null,
    });
    await third.step(desk, { kind: "served", ticket: ticket.id });
    expect(await third.station.queue.citizen(desk.counter, ticket.id)).toBeNull();
    // On no disk of the hall.
    for (const { station } of [host, second, third]) {
      const { rows } = await sql`
        SELECT data FROM events UNION ALL SELECT data FROM replica_events
        UNION ALL SELECT response FROM requests UNION ALL SELECT paper FROM print_jobs
      `.execute(station.context.store.db);
      expect(JSON.stringify(rows)).toContain(ticket.label);
      expect(JSON.stringify(rows)).not.toContain("Nguyễn Văn An");
    }
  });

  it("asked twice for the same ticket over the line, gives one", async () => {
    await pair(second);
    const input = { requestId: uuidv7(), serviceGroup: "certification", priority: null };
    const first = await second.station.queue.take(input);
    expect(await second.station.queue.take(input)).toEqual(first);
    expect((await host.station.queue.board()).groups[0]?.waiting).toBe(1);
  });

  it("says at once that the host is gone, and catches up by itself when it is back", async () => {
    await pair(second);
    await second.take();
    await host.off();
    await vi.waitFor(() => expect(second.link()).toBe("lost"), patience);
    expect(await code(second.take())).toBe("HALL_LOST");
    expect((await second.station.queue.board()).hall).toMatchObject({ link: "lost", host: "Bàn tiếp đón" });
    await host.start();
    await host.take();
    await vi.waitFor(async () => {
      const board = await second.station.queue.board();
      expect(board.hall.link).toBe("connected");
      expect(board.groups[0]).toMatchObject({ waiting: 2, lastNumber: 2 });
    }, patience);
  });

  it("goes on at another PC when the host is gone; nobody is forgotten and no number is given twice", async () => {
    await pair(second);
    await pair(third);
    const before = [await host.take(), await second.take(), await third.take()];
    const clerk = await second.at("1", "lan", "1234");
    const served = await second.step(clerk, { kind: "callNext" });
    await host.off();
    await vi.waitFor(() => expect(second.link()).toBe("lost"), patience);
    await second.station.hall.takeOver(clerk);
    await vi.waitFor(() => expect(third.link()).toBe("connected"), patience);
    expect((await third.station.queue.board()).hall.host).toBe("Quầy 1");

    await second.step(clerk, { kind: "served", ticket: served?.id ?? "" });
    const after = [await second.take(), await third.take()];
    const all = [...before, ...after].map(({ ticket }) => ticket.label);
    expect(all).toEqual(["A001", "A002", "A003", "A501", "A502"]);
    const called: (string | undefined)[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const ticket = await second.step(clerk, { kind: "callNext" });
      called.push(ticket?.label);
      await second.step(clerk, { kind: "served", ticket: ticket?.id ?? "" });
    }
    expect(called).toEqual(["A002", "A003", "A501", "A502"]);
  });

  it("two hosts that could not hear each other become one: nothing is lost, nothing is doubled", async () => {
    await pair(second);
    await pair(third);
    const [kept, contested] = [await host.take(), await host.take()];
    await vi.waitFor(async () => {
      for (const place of [second, third])
        expect((await place.station.queue.board()).groups[0]?.waiting).toBe(2);
    }, patience);
    // The former host stands alone: as a PC whose cable was pulled out and that goes on giving numbers.
    await second.off();
    await third.off();
    const alone = [await host.take(), await host.take()];
    const atHost = await host.at("4");
    const called = await host.step(atHost, { kind: "callNext" });
    expect(called?.label).toBe(kept.ticket.label);
    await host.off();

    await second.start();
    await third.start();
    const clerk = await second.at("1", "lan", "1234");
    await second.station.hall.takeOver(clerk);
    expect((await second.step(clerk, { kind: "callNext" }))?.label).toBe(kept.ticket.label);
    const meanwhile = await second.take();

    await host.start();
    await vi.waitFor(
      () => expect(host.station.hall.state()).toMatchObject({ role: "member", link: "connected" }),
      patience,
    );
    await vi.waitFor(async () => {
      for (const place of [host, second, third]) {
        const line = await second.station.queue.line(clerk.counter);
        const board = await place.station.queue.board();
        expect(line.map(({ ticket }) => ticket.label)).toEqual(
          [contested, ...alone, meanwhile].map(({ ticket }) => ticket.label),
        );
        expect(board.calls.map(({ label, counter }) => [label, counter])).toEqual([[kept.ticket.label, "1"]]);
      }
    }, patience);
    const labels = [kept, contested, ...alone, meanwhile].map(({ ticket }) => ticket.label);
    expect(new Set(labels).size).toBe(labels.length);
  });

  it("keeps replicas that give the same tables when they are projected anew", async () => {
    await pair(second);
    for (let turn = 0; turn < 5; turn += 1) await host.take();
    const desk = await second.at("1", "lan", "1234");
    await second.step(desk, { kind: "callNext" });
    const rows = () =>
      second.station.context.store.db.selectFrom("tickets").selectAll().orderBy("id").execute();
    await vi.waitFor(
      async () => expect((await rows()).some(({ status }) => status === "called")).toBe(true),
      patience,
    );
    const before = await rows();
    expect(before).toHaveLength(5);
    await rebuildProjections(second.station.context.store);
    expect(await rows()).toEqual(before);
    const atHost = await host.station.context.store.db
      .selectFrom("tickets")
      .selectAll()
      .orderBy("id")
      .execute();
    expect(before).toEqual(atHost);
  });
});

describe("what a PC keeps of the others", () => {
  it("is forgotten with time, but never what it gave out itself", async () => {
    await pair(second);
    await host.take();
    const { store, log } = second.station.context;
    const rows = async () =>
      (await store.db.selectFrom("tickets").select("label").execute()).map(({ label }) => label);
    await vi.waitFor(async () => expect(await rows()).toEqual(["A001"]), patience);
    const clerk = await second.at("1", "lan", "1234");
    await host.off();
    await vi.waitFor(() => expect(second.link()).toBe("lost"), patience);
    await second.station.hall.takeOver(clerk);
    await second.take();
    await second.step(clerk, { kind: "callNext" });
    expect((await rows()).sort()).toEqual(["A001", "A501"]);
    await store.write((trx) => forgetReplicaBefore(trx, "2100-01-01"));
    expect(await rows()).toEqual(["A501"]);
    await rebuildProjections(store);
    expect(await rows()).toEqual(["A501"]);
    expect(await knownEvents(store.db, log)).toEqual({
      [`${log.place.station}/1`]: (await log.head(store.db)).seq,
    });
  });
});

describe("the door of the hall", () => {
  it("opens by the code that is shown, once, and is shut after some wrong ones", async () => {
    const head = await host.at("4");
    const joining = await second.at("3");
    const enter = (code: string, place = second, by = joining) =>
      place.station.hall.join(by, host.address, code);
    expect(await code(enter("AAAAA-AAAAA"))).toBe("PAIRING_CLOSED");
    let shown = host.station.hall.openPairing(head).pairing?.code ?? "";
    expect(await code(enter("AAAAA-AAAAA"))).toBe("PAIRING_REFUSED");
    expect(await code(enter(shown.toLowerCase().replace("-", " ")))).toBe("done");
    expect(await code(enter(shown, third, await third.at("2")))).toBe("PAIRING_CLOSED");
    shown = host.station.hall.openPairing(head).pairing?.code ?? "";
    for (let turn = 0; turn < 5; turn += 1) await code(enter("AAAAA-AAAAA", third, await third.at("2")));
    expect(await code(enter(shown, third, await third.at("2")))).toBe("PAIRING_CLOSED");
    expect(host.lines.filter((line) => line.includes("PAIRING_REFUSED")).length).toBe(6);
  });

  it("is opened and joined by the head of the office only", async () => {
    const clerk = await host.at("1", "lan", "1234");
    expect(() => host.station.hall.openPairing(clerk)).toThrow(
      expect.objectContaining({ code: "NOT_ALLOWED" }),
    );
    expect(await code(second.station.hall.join(await second.at("1", "lan", "1234"), host.address, "X"))).toBe(
      "NOT_ALLOWED",
    );
  });

  it("does not let in a PC that was removed", async () => {
    await pair(second);
    const self = second.station.hall.state().self;
    await host.station.hall.removeMember(await host.at("4"), self);
    await vi.waitFor(() => expect(second.link()).toBe("lost"), patience);
    expect(await code(second.take())).toBe("HALL_LOST");
    await vi.waitFor(
      () => expect(host.lines.some((line) => line.includes("NOT_OF_THIS_HALL"))).toBe(true),
      patience,
    );
  });

  it("refuses what was overheard, an older program, a browser without a token, and nonsense; each is logged", async () => {
    await pair(second);
    const overheard = {
      type: "member",
      protocol: 1,
      app: "test",
      station: second.station.hall.state().self,
      port: 1,
      tenure: { term: 1, host: host.station.hall.state().self },
      // Signed for another connection's nonce.
      signature: "MEUCIQDkq0",
    };
    const cases: [unknown, string][] = [
      [overheard, "NOT_OF_THIS_HALL"],
      [{ ...overheard, protocol: 0 }, "PROTOCOL_UNSUPPORTED"],
      [{ type: "device", protocol: 1, token: "guessed" }, "UNAUTHORISED"],
      [{ type: "device", protocol: 1 }, "BAD_INPUT"],
      [
        { type: "pairDevice", protocol: 1, code: "AAAAA-AAAAA", kind: "display", name: "TV" },
        "PAIRING_CLOSED",
      ],
      ["'; DROP TABLE tickets; --", "PROTOCOL_UNSUPPORTED"],
    ];
    for (const [message, expected] of cases) {
      const verdict = await knock(host.address, JSON.stringify(message));
      expect([verdict.type, verdict.code]).toEqual(["refused", expected]);
      expect(host.lines.some((line) => line.includes(expected) && line.includes("127.0.0.1"))).toBe(true);
    }
    expect((await knock(host.address, "no json at all")).code).toBe("BAD_INPUT");
    expect(host.station.hall.state().members).toHaveLength(2);
  });
});

/** Says one thing at the door. @returns what is answered. */
function knock(address: string, message: string): Promise<{ type: string; code?: string }> {
  return new Promise((done, failed) => {
    const socket = new WebSocket(`wss://${address}/hall`, { rejectUnauthorized: false });
    socket.once("message", () => {
      socket.send(message);
      socket.once("message", (verdict) => {
        done(JSON.parse(String(verdict)));
        socket.close();
      });
    });
    socket.once("error", failed);
  });
}
