import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import { RPCHandler } from "@orpc/server/ws";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { startVirtualPrinter, type VirtualPrinter } from "../../../build/printer/virtual-printer.ts";
import { paperTitle } from "../../../contract/paper-qr.ts";
import type { PcPrinters } from "../../../contract/printers.ts";
import { codeOf } from "../../../tests/code-of.ts";
import { hallPatience, Place, pairWith } from "../../../tests/hall-places.ts";
import { GuestPrinters } from "./guest-printers.ts";
import type { HostClient } from "./host-client.ts";
import { HostPrinters } from "./host-printers.ts";

/** Printers of one PC as the others of its hall see them: real stations, TLS and printers on TCP. */

const HOST = "Bàn tiếp đón";
const KIOSK = "Kiosk ở sảnh";
/** A clerk at a counter of another PC. */
const AT = { counter: "1", staff: "lan" };
let folder: string;
let printers: VirtualPrinter[];
let places: Place[];

/** A PC with a printer of its own. */
async function withPrinter(name: string): Promise<{ place: Place; printer: VirtualPrinter }> {
  const printer = await startVirtualPrinter({ port: 0, folder: join(folder, name) });
  printers.push(printer);
  const place = new Place(name, [
    {
      id: "roll",
      name: `Máy in ${name}`,
      connection: "tcp",
      address: `127.0.0.1:${printer.port}`,
      widthDots: 576,
      papers: ["ticket", "receipt", "test"],
    },
  ]);
  places.push(await place.start());
  return { place, printer };
}

async function counterPc(name: string): Promise<Place> {
  const place = await new Place(name).start();
  places.push(place);
  return place;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hall-printers-"));
  printers = [];
  places = [];
});
afterEach(async () => {
  for (const place of places) await place.remove();
  for (const printer of printers) await printer.close();
  rmSync(folder, { recursive: true, force: true });
});

const seenBy = async (place: Place, name: string): Promise<PcPrinters | undefined> =>
  (await place.station.health()).elsewhere.find((pc) => pc.name === name);

/** What that PC sees of another, once it is as `expected`. */
async function sees(place: Place, name: string, expected: object): Promise<PcPrinters> {
  await vi.waitFor(async () => expect(await seenBy(place, name)).toMatchObject(expected), hallPatience);
  return (await seenBy(place, name)) as PcPrinters;
}

const outOf = (printer: VirtualPrinter) =>
  printer
    .papers()
    .filter(({ whole }) => whole)
    .flatMap(({ qr }) => qr.map(paperTitle));

/** A ticket of which nobody knows whether it came out, as the clerk of another PC is asked about it. */
async function doubtAt(place: Place, printer: VirtualPrinter, asked: Place): Promise<PcPrinters> {
  printer.setFault("cutMidJob");
  const { ticket } = await place.take();
  return sees(asked, place.name, { undecided: [{ title: ticket.label, state: "unknown" }] });
}

describe("the printers of a hall", () => {
  it("are seen at every PC with what is wrong, wherever they stand, and go when their PC does", async () => {
    const { place: host, printer: atHost } = await withPrinter(HOST);
    const { place: kiosk, printer: atKiosk } = await withPrinter(KIOSK);
    const counter = await counterPc("Quầy 1");
    for (const member of [kiosk, counter]) await pairWith(member, host);
    atKiosk.setFault("paperOut");
    atHost.setFault("coverOpen");
    await sees(counter, KIOSK, { printers: [{ name: `Máy in ${KIOSK}`, condition: "paperOut" }] });
    await sees(counter, HOST, { printers: [{ condition: "coverOpen" }] });
    await sees(host, KIOSK, { printers: [{ condition: "paperOut" }] });
    await sees(kiosk, HOST, { printers: [{ condition: "coverOpen" }] });
    expect(await seenBy(kiosk, KIOSK)).toBeUndefined();
    expect(await seenBy(host, HOST)).toBeUndefined();
    await kiosk.take();
    await sees(counter, KIOSK, { printers: [{ pending: 1 }] });
    atKiosk.setFault(null);
    await sees(counter, KIOSK, { printers: [{ condition: "ready", pending: 0 }] });
    await kiosk.off();
    await vi.waitFor(async () => expect(await seenBy(counter, KIOSK)).toBeUndefined(), hallPatience);
    await host.off();
    await vi.waitFor(
      async () => expect((await counter.station.health()).elsewhere).toEqual([]),
      hallPatience,
    );
  });

  it("say whether somebody is signed in where they stand", async () => {
    const { place: host } = await withPrinter(HOST);
    const counter = await counterPc("Quầy 1");
    // Pairing signs somebody in at both.
    await pairWith(counter, host);
    await sees(counter, HOST, { attended: true });
    const { session } = await host.station.desk.signIn({ staff: "nghia", counter: "4", pin: "4321" });
    await host.station.desk.signOut(session);
    await sees(counter, HOST, { attended: false });
    const back = await host.station.desk.signIn({ staff: "nghia", counter: "4", pin: "4321" });
    await sees(counter, HOST, { attended: true });
    // Left open by a power cut: nobody is there until a window shows that sign-in again.
    await host.off();
    await host.start();
    await sees(counter, HOST, { attended: false });
    await host.station.desk.resume(back.session);
    await sees(counter, HOST, { attended: true });
  });

  it("have a doubtful paper settled by a clerk at another PC: at the host's, at a member's, from the host", async () => {
    const { place: host, printer: atHost } = await withPrinter(HOST);
    const { place: kiosk, printer: atKiosk } = await withPrinter(KIOSK);
    const counter = await counterPc("Quầy 1");
    for (const member of [kiosk, counter]) await pairWith(member, host);
    const clerk = await counter.at("1", "lan", "1234");
    const atDesk = await host.at("4");
    const cases = [
      { asked: counter, by: clerk, place: host, printer: atHost },
      { asked: counter, by: clerk, place: kiosk, printer: atKiosk },
      { asked: host, by: atDesk, place: kiosk, printer: atKiosk },
    ];
    for (const { asked, by, place, printer } of cases) {
      const { pc, undecided } = await doubtAt(place, printer, asked);
      const [job] = undecided;
      const { id, title } = job ?? { id: "", title: "" };
      expect(outOf(printer)).not.toContain(title);
      await asked.station.printerStep(by, pc, { kind: "settle", id, cameOut: false });
      await vi.waitFor(() => expect(outOf(printer)).toContain(title), hallPatience);
      await sees(asked, place.name, { undecided: [], printers: [{ pending: 0 }] });
      expect(outOf(printer).filter((out) => out === title)).toHaveLength(1);
      // Whoever answers second is told that it is decided.
      const again = asked.station.printerStep(by, pc, { kind: "settle", id, cameOut: true });
      expect(await codeOf(again)).toBe("PRINT_JOB_STATE");
      const events = await place.station.context.store.db
        .selectFrom("events")
        .select(["actor", "subject", "data"])
        .where("type", "=", "paper.settled")
        .execute();
      const settled = events.filter(({ data }) => data.includes(id) && data.includes('"person"'));
      expect(settled.map(({ actor }) => actor)).toEqual([by.staff.id]);
    }
  });

  it("print a test page, and count a new roll, asked from another PC", async () => {
    const { place: host } = await withPrinter(HOST);
    const { place: kiosk, printer } = await withPrinter(KIOSK);
    const counter = await counterPc("Quầy 1");
    for (const member of [kiosk, counter]) await pairWith(member, host);
    const { pc } = await sees(counter, KIOSK, { printers: [{ id: "roll", roll: { changedAt: null } }] });
    const clerk = await counter.at("1", "lan", "1234");
    await counter.station.printerStep(clerk, pc, { kind: "test", printer: "roll" });
    await vi.waitFor(async () => {
      const { roll } = (await seenBy(counter, KIOSK))?.printers[0] ?? {};
      expect(roll?.usedMetres).toBeGreaterThan(0);
    }, hallPatience);
    expect(printer.papers()).toHaveLength(1);
    await counter.station.printerStep(clerk, pc, { kind: "rollChanged", printer: "roll" });
    await sees(counter, KIOSK, { printers: [{ roll: { usedMetres: 0, changedAt: expect.any(String) } }] });
    const unknown = counter.station.printerStep(clerk, pc, { kind: "test", printer: "nobody" });
    expect(await codeOf(unknown)).toBe("PRINTER_UNKNOWN");
  });

  it("take no step of a clerk whom their PC does not know yet, and name that PC", async () => {
    const { place: host } = await withPrinter(HOST);
    const { place: kiosk, printer } = await withPrinter(KIOSK);
    await pairWith(kiosk, host);
    const clerk = await host.at("1", "lan", "1234");
    const { pc } = await sees(host, KIOSK, { printers: [{ id: "roll" }] });
    const step = { kind: "test", printer: "roll" } as const;
    for (const stranger of [
      { ...clerk, staff: { ...clerk.staff, id: "new" } },
      { ...clerk, counter: { ...clerk.counter, id: "99" } },
    ]) {
      const asked = host.station.printerStep(stranger, pc, step);
      await expect(asked).rejects.toMatchObject({ code: "PC_OUTDATED", data: { name: KIOSK } });
    }
    expect(printer.papers()).toEqual([]);
  });

  it("that can't be told of leave the queue alone, and are told of when they can", async () => {
    const { place: host } = await withPrinter(HOST);
    const { place: kiosk } = await withPrinter(KIOSK);
    await pairWith(kiosk, host);
    await sees(host, KIOSK, { printers: [{ condition: "ready" }] });
    const { told } = kiosk.station.printers;
    const broken = vi.spyOn(kiosk.station.printers, "told").mockImplementation(async () => {
      const now = await told.call(kiosk.station.printers);
      return {
        ...now,
        printers: now.printers.map((printer) => ({ ...printer, condition: "burning" as never })),
      };
    });
    expect((await kiosk.take()).ticket.label).toBe("A001");
    await vi.waitFor(() => expect(kiosk.lines.join()).toContain("were not told"), hallPatience);
    expect(kiosk.link()).toBe("connected");
    expect((await kiosk.take()).ticket.label).toBe("A002");
    broken.mockRestore();
    await sees(kiosk, HOST, { printers: [{ condition: "ready" }] });
    await kiosk.take();
    await sees(host, KIOSK, { printers: [{ condition: "ready", pending: 0 }] });
  });

  it("whose PC is gone takes no step, and says whose it is", async () => {
    const { place: host } = await withPrinter(HOST);
    const { place: kiosk, printer } = await withPrinter(KIOSK);
    const counter = await counterPc("Quầy 1");
    for (const member of [kiosk, counter]) await pairWith(member, host);
    const { pc, undecided } = await doubtAt(kiosk, printer, counter);
    const clerk = await counter.at("1", "lan", "1234");
    const settle = () =>
      counter.station.printerStep(clerk, pc, {
        kind: "settle",
        id: undecided[0]?.id ?? "",
        cameOut: true,
      });
    await kiosk.off();
    await vi.waitFor(async () => expect(await seenBy(counter, KIOSK)).toBeUndefined(), hallPatience);
    await expect(settle()).rejects.toMatchObject({ code: "PC_AWAY", data: { name: KIOSK } });
    await host.off();
    await vi.waitFor(() => expect(counter.link()).toBe("lost"), hallPatience);
    await expect(settle()).rejects.toMatchObject({ code: "PC_AWAY", data: { name: KIOSK } });
    // Back again, it is asked about as before.
    await host.start();
    await kiosk.start();
    await sees(counter, KIOSK, { undecided: [{ title: "A001" }] });
    await settle();
    await sees(counter, KIOSK, { undecided: [] });
  });

  it("whose PC hears nothing any more keep nobody waiting for long", async () => {
    const { place } = await withPrinter(HOST);
    const { station } = place;
    const guests = new GuestPrinters({
      station: station.context,
      own: station.printers,
      desk: station.desk,
      nameOf: () => KIOSK,
      patienceMs: 100,
    });
    const step = { kind: "test", printer: "roll" } as const;
    guests.tell("kiosk", await station.printers.told());
    const ordered = guests.order(AT, "kiosk", step);
    await expect(ordered).rejects.toMatchObject({ code: "PC_AWAY", data: { name: KIOSK } });
    // What nobody waits for any more is not asked later.
    const line = new AbortController();
    const asked = guests.askedOf("kiosk", line.signal);
    const next = asked.next();
    const late = guests.order(AT, "kiosk", { kind: "rollChanged", printer: "roll" });
    expect((await next).value).toMatchObject({ step: { kind: "rollChanged" } });
    guests.left("kiosk");
    await expect(late).rejects.toMatchObject({ code: "PC_AWAY" });
    line.abort();
  });

  it("are not told of by a host of an earlier version, and the line to it stands", async () => {
    const { place } = await withPrinter(KIOSK);
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    const handler = new RPCHandler({});
    sockets.on("connection", (socket) => void handler.upgrade(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await new Promise((resolve) => socket.once("open", resolve));
    const { station } = place;
    const told = new HostPrinters({
      station: station.context,
      own: station.printers,
      desk: station.desk,
      nameOf: () => KIOSK,
      log: pino({ level: "silent" }),
    });
    const host = createORPCClient<HostClient>(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    const line = new AbortController();
    await told.follow(host, line.signal);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    const step = { kind: "test", printer: "roll" } as const;
    expect(await codeOf(told.order(AT, uuidv7(), step))).toBe("PC_AWAY");
    line.abort();
    socket.close();
    sockets.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
