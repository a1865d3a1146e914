import { type Dossier, dossierSchema } from "../contract/dossier.ts";
import { officeInstant } from "../contract/time.ts";

const at = officeInstant("2026-11-24", "09:00");

/** A dossier that Lan accepted this morning, with a fee half paid and one attachment; `change` says what is otherwise. */
export function dossierOf(change: Partial<Dossier> = {}): Dossier {
  const lan = { id: "lan", name: "Nguyễn Thị Lan" };
  const fee = { feeId: "main", name: "Lệ phí", quantity: 1, exemption: null };
  return dossierSchema.parse({
    id: "0b0e4f0a-0000-7000-8000-000000000001",
    code: "000.00.15.H44-261124-0001",
    procedureCode: "1.001612",
    procedureName: "Đăng ký thành lập hộ kinh doanh",
    applicant: {
      fullName: "Nguyễn Văn An",
      citizenNumber: "025099000123",
      birthDate: null,
      sex: null,
      address: "",
      phone: "",
    },
    components: [],
    attachments: [
      { sha256: "a".repeat(64), name: "don.pdf", mediaType: "application/pdf", bytes: 1, componentId: null },
    ],
    sets: 1,
    status: "accepted",
    channel: "counter",
    delivery: "counter",
    fee: 20_000,
    fees: [{ ...fee, amount: 20_000 }],
    note: "",
    appointment: { receivedAt: at, dueAt: officeInstant("2026-11-27", "17:00"), steps: [] },
    ticketLabel: null,
    acceptedBy: lan,
    acceptedAt: at,
    dueAt: officeInstant("2026-11-27", "17:00"),
    pauses: [],
    supplements: [],
    extension: null,
    payments: [
      {
        id: "0b0e4f0a-0000-7000-8000-000000000002",
        number: "0000001/26-1",
        lines: [{ ...fee, amount: 10_000 }],
        amount: 10_000,
        method: "cash",
        at,
        cashier: lan,
      },
    ],
    custody: { unit: "counter", since: at, passing: null },
    officialCode: null,
    withdrawal: null,
    decision: null,
    resultHereSince: null,
    returned: null,
    ended: null,
    corrections: 0,
    reopenings: 0,
    updatedAt: at,
    ...change,
  });
}
