import { describe, expect, it } from "vitest";
import { acceptedDossierSchema, type Dossier } from "../../../../contract/dossier.ts";
import { dossierAfter } from "../../../../contract/dossier-life.ts";
import { officeInstant } from "../../../../contract/time.ts";
import { changesOf, draftOf, faultsOf, stepOf } from "./correction.ts";

const at = officeInstant("2026-11-24", "09:00");
const id = "01900000-0000-7000-8000-000000000001";
const accepted = acceptedDossierSchema.parse({
  id,
  code: "000.00.15.H44-261124-0001",
  procedureCode: "1.001612",
  procedureName: "Đăng ký thành lập hộ kinh doanh",
  applicant: {
    fullName: "Nguyễn Văn An",
    citizenNumber: "025099000123",
    birthDate: "1999-02-01",
    sex: "male",
    address: "Khu 3, Phù Ninh",
    phone: "0912345678",
  },
  components: [
    { componentId: "form", name: "Giấy đề nghị", originals: 1, copies: 0 },
    { componentId: "id", name: "Bản sao CCCD", originals: 0, copies: 0, reusedFrom: "H44-1" },
  ],
  sets: 1,
  status: "accepted",
  channel: "counter",
  delivery: "counter",
  fee: 100_000,
  fees: [{ feeId: "main", name: "Lệ phí", amount: 100_000, quantity: 1, exemption: null }],
  note: "",
  appointment: { receivedAt: at, dueAt: officeInstant("2026-11-27", "17:00"), steps: [] },
  ticketLabel: null,
  acceptedBy: { id: "lan", name: "Nguyễn Thị Lan" },
  acceptedAt: at,
});
const dossier: Dossier = dossierAfter(null, {
  type: "dossier.accepted",
  at,
  actor: "lan",
  subject: id,
  data: { dossier: accepted, serial: 1, printJob: id },
});
const draft = draftOf(dossier, null);

describe("a correction", () => {
  it("is none while nothing is different", () => {
    expect(changesOf(dossier, draft)).toEqual([]);
  });

  it("holds only what is different; a number may be typed in groups", () => {
    const changed = {
      ...draft,
      applicant: { ...draft.applicant, citizenNumber: "025 099 000 124" },
      birthDate: "2/2/1999",
      reason: "Nhập sai",
    };
    expect(changesOf(dossier, changed)).toEqual([
      { field: "number", before: "025099000123", after: "025099000124" },
      { field: "birthDate", before: "01/02/1999", after: "02/02/1999" },
    ]);
    expect(stepOf(dossier, changed)).toEqual({
      kind: "correct",
      reason: "Nhập sai",
      correction: {
        applicant: { ...dossier.applicant, citizenNumber: "025099000124", birthDate: "1999-02-02" },
      },
    });
  });

  it("keeps what was taken over from an earlier dossier among the papers", () => {
    const components = { ...draft.components, form: { originals: 2, certified: 0, copies: 0 } };
    expect(stepOf(dossier, { ...draft, components })).toMatchObject({
      correction: {
        components: [
          { componentId: "form", originals: 2, reusedFrom: null },
          { componentId: "id", originals: 0, reusedFrom: "H44-1" },
        ],
      },
    });
  });

  it("sends the papers along with another procedure", () => {
    expect(stepOf(dossier, { ...draft, procedureCode: "1.001193" })).toMatchObject({
      correction: { procedure: { code: "1.001193", caseId: null }, components: expect.any(Array) },
    });
  });

  it.each([
    ["fullName", { applicant: { ...draft.applicant, fullName: " A " } }],
    ["citizenNumber", { applicant: { ...draft.applicant, citizenNumber: "0250" } }],
    ["birthDate", { birthDate: "31/02/1999" }],
    ["phone", { applicant: { ...draft.applicant, phone: "không có" } }],
  ])("says that %s can't be so", (field, change) => {
    expect(faultsOf({ ...draft, ...change })).toEqual([field]);
  });
});
