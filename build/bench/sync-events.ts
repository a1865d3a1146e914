import { randomBytes } from "node:crypto";
import Sqlite from "better-sqlite3";
import { v7 as uuidv7 } from "uuid";
import { CHAIN_START, type ChainPlace, eventHash } from "../../contract/chain.ts";
import { eventData, type StoredEvent } from "../../contract/events.ts";

const FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ"];
const GIVEN = ["Thị Phương Thảo", "Văn An", "Thị Bình", "Quốc Cường", "Minh Đức", "Thu Hà", "Hữu Khánh"];

/** A log of accepted dossiers of about 1 KB, no two alike. */
export function* dossierEvents(
  place: ChainPlace,
  count: number,
  after: { seq: number; hash: string } = { seq: 0, hash: CHAIN_START },
): Generator<StoredEvent> {
  let previous = after.hash;
  for (let seq = after.seq + 1; seq <= after.seq + count; seq += 1) {
    const at = new Date(Date.parse("2026-01-05T01:00:00.000Z") + seq * 60_000).toISOString();
    const id = uuidv7();
    const digits = randomBytes(4).readUInt32BE();
    const dossier = {
      id,
      code: `000.00.15.H44-${at.slice(2, 10).replaceAll("-", "")}-${String(seq % 10_000).padStart(4, "0")}`,
      procedureCode: "1.001193",
      procedureName: "Thủ tục đăng ký khai sinh",
      applicant: {
        fullName: `${FAMILY[digits % FAMILY.length]} ${GIVEN[(digits >> 8) % GIVEN.length]}`,
        citizenNumber: `025${String(digits % 1_000_000_000).padStart(9, "0")}`,
        birthDate: "1990-02-01",
        sex: "female",
        address: `Khu ${digits % 20}, xã Phù Ninh, huyện Phù Ninh, tỉnh Phú Thọ`,
        phone: `09${String(digits % 100_000_000).padStart(8, "0")}`,
        email: "",
      },
      components: [
        { componentId: "form", name: "Tờ khai đăng ký khai sinh", originals: 1, copies: 0 },
        { componentId: "certificate", name: "Giấy chứng sinh", originals: 1, copies: 0 },
      ],
      sets: 1,
      status: "accepted",
      channel: "counter",
      delivery: "counter",
      fee: 8000,
      note: "",
      appointment: { receivedAt: at, dueAt: at, steps: [] },
      ticketLabel: `A${seq % 500}`,
      acceptedBy: { id: "lan", name: "Nguyễn Thị Lan" },
      acceptedAt: at,
    };
    // As a station writes it: with all that the schema fills in.
    const data = JSON.stringify(
      eventData["dossier.accepted"].parse({ dossier, serial: 1 + (seq % 9999), printJob: uuidv7() }),
    );
    const content = { seq, at, actor: "lan", type: "dossier.accepted", version: 1, subject: id, data };
    previous = eventHash(place, previous, content);
    yield { ...content, hash: previous };
  }
}

/** Puts as many more into the log in a store's file, as fast as SQLite takes them. @returns bytes of one event's data. */
export function fill(
  file: string,
  place: ChainPlace,
  count: number,
  after?: { seq: number; hash: string },
): number {
  const sqlite = new Sqlite(file, { timeout: 5000 });
  const insert = sqlite.prepare(
    "INSERT INTO events (epoch, seq, at, actor, type, version, subject, data, hash) VALUES (1, ?, ?, ?, ?, 1, ?, ?, ?)",
  );
  let bytes = 0;
  sqlite.transaction(() => {
    for (const event of dossierEvents(place, count, after)) {
      bytes += Buffer.byteLength(event.data);
      insert.run(event.seq, event.at, event.actor, event.type, event.subject, event.data, event.hash);
    }
  })();
  sqlite.close();
  return Math.round(bytes / count);
}

/** The last event of the log in a store's file. */
export function headIn(file: string): { seq: number; hash: string } {
  const sqlite = new Sqlite(file, { readonly: true });
  const head = sqlite.prepare("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").get();
  sqlite.close();
  return (head as { seq: number; hash: string } | undefined) ?? { seq: 0, hash: CHAIN_START };
}

/** Events of the log in a store's file, those after `afterSeq`. */
export function eventsIn(file: string, afterSeq: number, limit: number): StoredEvent[] {
  const sqlite = new Sqlite(file, { readonly: true });
  const events = sqlite
    .prepare("SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?")
    .all(afterSeq, limit);
  sqlite.close();
  return events as StoredEvent[];
}
