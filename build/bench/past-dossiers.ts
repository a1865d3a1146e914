import Sqlite from "better-sqlite3";
import type { Procedure } from "../../contract/catalogue.ts";
import { acceptedDossierSchema } from "../../contract/dossier.ts";
import { dossierAfter } from "../../contract/dossier-life.ts";
import { foldText } from "../../contract/text.ts";
import { officeDay } from "../../contract/time.ts";

const PER_DAY = 120;
const FIRST_DAY = Date.UTC(2004, 0, 1, 1);
const DAY_MS = 86_400_000;

const families = ["Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ"];
const middles = ["Văn", "Thị", "Đức", "Minh", "Ngọc", "Thanh", "Hữu"];
const given = ["An", "Bình", "Lan", "Hùng", "Hương", "Đạt", "Oanh", "Sơn", "Yến", "Khánh", "Mỹ", "Ước"];

/** What one of the past dossiers is found by. */
export interface PastDossier {
  code: string;
  name: string;
  citizenNumber: string;
  phone: string;
  ticket: string;
}

/** The `index`th dossier of the past, always the same. */
export function pastDossier(index: number): PastDossier {
  const pick = <T>(from: readonly T[], step: number) => from[Math.floor(index / step) % from.length] as T;
  const day = officeDay(FIRST_DAY + Math.floor(index / PER_DAY) * DAY_MS)
    .slice(2)
    .replaceAll("-", "");
  return {
    code: `000.00.15.H44-${day}-${String((index % PER_DAY) + 1).padStart(4, "0")}`,
    name: `${pick(families, 1)} ${pick(middles, 10)} ${pick(given, 70)}`,
    citizenNumber: `025${String((index * 7919) % 1_000_000_000).padStart(9, "0")}`,
    phone: `09${String((index * 104_729) % 100_000_000).padStart(8, "0")}`,
    ticket: `${"ABCDE"[index % 5]}${String((index % PER_DAY) + 1).padStart(3, "0")}`,
  };
}

/** Fills a store with dossiers of the past: all returned but the last few thousand, which are open. */
export function fillWithDossiers(file: string, count: number, procedures: readonly Procedure[]): void {
  const sqlite = new Sqlite(file);
  sqlite.pragma("synchronous = OFF");
  const head = sqlite.prepare("SELECT max(seq) FROM events").pluck().get() as number;
  const applicant = sqlite.prepare(
    "INSERT INTO applicants (id, citizen_number, data, updated_at) VALUES (@key, @citizenNumber, @applicant, @at)",
  );
  const dossier = sqlite.prepare(
    `INSERT INTO dossiers (id, code, procedure_code, applicant, status, accepted_at, due_at, unit, closed_at, search, data)
     VALUES (@id, @code, @procedure, @key, @status, @at, @due, @unit, @closed, @search, @data)`,
  );
  const event = sqlite.prepare(
    `INSERT INTO events (epoch, seq, at, actor, type, version, subject, data, hash)
     VALUES (1, @seq, @at, 'lan', 'dossier.accepted', 1, @id, @accepted, @hash)`,
  );
  sqlite.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const past = pastDossier(index);
      const procedure = procedures[index % procedures.length] as Procedure;
      const id = `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`;
      const at = new Date(FIRST_DAY + Math.floor(index / PER_DAY) * DAY_MS + (index % PER_DAY) * 200_000);
      const acceptedAt = at.toISOString();
      const due = new Date(at.getTime() + 5 * DAY_MS).toISOString();
      const accepted = acceptedDossierSchema.parse({
        id,
        code: past.code,
        procedureCode: procedure.code,
        procedureName: procedure.name.vi,
        applicant: {
          fullName: past.name,
          citizenNumber: past.citizenNumber,
          birthDate: null,
          sex: null,
          address: "Khu 3, xã Phù Ninh, huyện Phù Ninh, tỉnh Phú Thọ",
          phone: past.phone,
        },
        components: procedure.components.map(({ id: componentId, name, originals, copies }) => ({
          componentId,
          name: name.vi,
          originals,
          copies,
        })),
        sets: 1,
        status: "accepted",
        channel: "counter",
        delivery: "counter",
        fee: procedure.fee.amount,
        note: "",
        appointment: { receivedAt: acceptedAt, dueAt: due, steps: [] },
        ticketLabel: past.ticket,
        acceptedBy: { id: "lan", name: "Nguyễn Thị Lan" },
        acceptedAt,
      });
      const open = index >= count - 3000;
      const begun = dossierAfter(null, {
        type: "dossier.accepted",
        at: acceptedAt,
        actor: "lan",
        subject: id,
        data: { dossier: accepted, serial: 1, printJob: id },
      });
      applicant.run({
        key: `past:${index}`,
        citizenNumber: past.citizenNumber,
        applicant: JSON.stringify(accepted.applicant),
        at: acceptedAt,
      });
      dossier.run({
        id,
        code: past.code,
        procedure: procedure.code,
        key: `past:${index}`,
        status: open ? "inProcess" : "resultReturned",
        at: acceptedAt,
        due: open ? due : null,
        unit: open ? "tu-phap" : "counter",
        closed: open ? null : due,
        search: foldText(
          [past.code, past.name, past.citizenNumber, past.phone, past.ticket.toLowerCase()].join(" "),
        ),
        data: JSON.stringify(begun),
      });
      event.run({
        seq: head + index + 1,
        at: acceptedAt,
        id,
        accepted: JSON.stringify({ dossier: accepted, serial: 1, printJob: id }),
        hash: "0".repeat(64),
      });
    }
  })();
  sqlite.close();
}
