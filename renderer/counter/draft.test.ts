import { describe, expect, it, test } from "vitest";
import type { Applicant, CitizenCard } from "../../contract/dossier.ts";
import { applicantSchema } from "../../contract/dossier.ts";
import { intakeSchema } from "../../contract/dossier-calls.ts";
import type { Quote } from "../../contract/intake-calls.ts";
import {
  type ApplicantDraft,
  checkDraft,
  type IntakeDraft,
  intakesOf,
  isBlank,
  isPresent,
  knowsMore,
  mismatchesOf,
  newApplicant,
  newDraft,
  nextStop,
  offered,
  readDraft,
  type Stop,
  usualCounts,
  withCard,
  withHeld,
  withKnown,
  withoutHeld,
} from "./draft.ts";

const component = (id: string, required: boolean, originals = 1, copies = 0) => ({
  id,
  name: { vi: id },
  originals,
  copies,
  required,
  presentOnly: false,
  reusable: false,
});
const quote = {
  procedure: {
    code: "1.001193",
    components: [component("form", true), component("copy", true, 0, 2), component("proxy", false)],
  },
  fees: [{ id: "main", per: "dossier", amount: 8000 }],
  lines: [{ feeId: "main", name: "Lệ phí", amount: 4000, quantity: 2, exemption: null }],
} as unknown as Quote;
const { procedure } = quote;

const an: ApplicantDraft = {
  ...newApplicant(),
  fullName: " Nguyễn Văn An ",
  citizenNumber: "025 099 000 123",
  birthDate: "1/2/1999",
  sex: "male",
  phone: "0912 345 678",
};
const complete: IntakeDraft = {
  ...newDraft(),
  applicant: an,
  procedureCode: "1.001193",
  components: {
    form: { originals: 1, certified: 0, copies: 0 },
    copy: { originals: 0, certified: 1, copies: 1 },
    proxy: { originals: 0, certified: 0, copies: 0 },
  },
};
const of = (change: Partial<ApplicantDraft>): IntakeDraft => ({
  ...complete,
  applicant: { ...an, ...change },
});

describe("a draft", () => {
  it("that is complete has no faults and takes the contract's shape", () => {
    expect(checkDraft(complete, procedure)).toEqual([]);
    const [intake, ...more] = intakesOf(complete, quote, null);
    expect(more).toEqual([]);
    expect(intakeSchema.parse(intake)).toMatchObject({
      procedureCode: "1.001193",
      applicant: { fullName: "Nguyễn Văn An", citizenNumber: "025099000123", birthDate: "1999-02-01" },
      components: [
        { componentId: "form", originals: 1, certified: 0, copies: 0 },
        { componentId: "copy", originals: 0, certified: 1, copies: 1 },
      ],
      fee: 8000,
      fees: quote.lines,
    });
  });

  it.each<[Partial<ApplicantDraft>, string]>([
    [{ fullName: " A " }, "fullName"],
    [{ citizenNumber: "02509900012" }, "citizenNumber"],
    [{ birthDate: "31/02/1999" }, "birthDate"],
    [{ phone: "none" }, "phone"],
    [{ email: "an@" }, "email"],
    [{ kind: "organisation", taxCode: "260012345" }, "taxCode"],
  ])("with %o has a fault of %s", (change, field) => {
    expect(checkDraft(of(change), procedure)).toEqual([{ field }]);
  });

  it("may leave empty what may stay empty", () => {
    const sparse = of({ citizenNumber: "", birthDate: "", phone: "" });
    expect(checkDraft(sparse, procedure)).toEqual([]);
    expect(intakesOf(sparse, quote, null)[0]?.applicant).toMatchObject({
      citizenNumber: null,
      birthDate: null,
    });
  });

  it("says all that is missing at once, in the order of the screen", () => {
    expect(checkDraft({ ...complete, components: {} }, procedure)).toEqual([
      { field: "components", missing: ["form", "copy"] },
    ]);
    expect(checkDraft(newDraft(), null).map(({ field }) => field)).toEqual(["procedure", "fullName"]);
  });

  it("of an organisation has its tax code and nothing of a person", () => {
    const company = of({ kind: "organisation", fullName: "Công ty An Bình", taxCode: "2600123456001" });
    expect(checkDraft(company, procedure)).toEqual([]);
    expect(intakesOf(company, quote, null)[0]?.applicant).toMatchObject({
      kind: "organisation",
      taxCode: "2600123456-001",
      citizenNumber: null,
      birthDate: null,
      sex: null,
    });
  });

  it("of an authorised person names who stands there and by what right", () => {
    const submitter = {
      fullName: "B",
      citizenNumber: "1",
      phone: "x",
      right: "authorised",
      authorisation: "",
    } as const;
    expect(checkDraft({ ...complete, submitter }, procedure).map(({ field }) => field)).toEqual([
      "submitterName",
      "submitterNumber",
      "submitterPhone",
    ]);
    const good = { ...submitter, fullName: "Trần Thị Bình", citizenNumber: "025 190 001 234", phone: "" };
    expect(intakesOf({ ...complete, submitter: good }, quote, null)[0]?.submitter).toMatchObject({
      fullName: "Trần Thị Bình",
      citizenNumber: "025190001234",
      right: "authorised",
    });
  });

  it("of several is one dossier for each, and the fields are the next one", () => {
    const binh = { ...an, fullName: "Trần Thị Bình", citizenNumber: "" };
    const several = { ...complete, people: [an, binh], applicant: newApplicant() };
    expect(checkDraft(several, procedure)).toEqual([]);
    expect(intakesOf(several, quote, null).map(({ applicant }) => applicant.fullName)).toEqual([
      "Nguyễn Văn An",
      "Trần Thị Bình",
    ]);
    expect(
      intakesOf({ ...several, applicant: { ...an, fullName: "Lê Văn Cường" } }, quote, null),
    ).toHaveLength(3);
    expect(checkDraft({ ...several, people: [] }, procedure)).toEqual([{ field: "fullName" }]);
  });

  it("is read again as it was, also one that an older program wrote", () => {
    expect(readDraft(JSON.stringify(complete))).toEqual(complete);
    expect(readDraft('{"id":"x","applicant":{"fullName":"An"}}')).toMatchObject({
      applicant: { fullName: "An", kind: "citizen" },
      people: null,
    });
    expect(readDraft("{")).toBeNull();
    expect(isBlank(newDraft())).toBe(true);
    expect(isBlank({ ...newDraft(), note: "x" })).toBe(false);
  });
});

test("a tick stands for what is usually handed in", () => {
  const certified = 0;
  expect(usualCounts(component("form", true))).toEqual({ originals: 1, certified, copies: 0 });
  expect(usualCounts(component("copy", true, 0, 2))).toEqual({ originals: 0, certified, copies: 2 });
  expect(usualCounts(component("shown", true, 0, 0))).toEqual({ originals: 1, certified, copies: 0 });
  expect(isPresent(complete, "proxy")).toBe(false);
});

test("a number that does not fit the person is said, not refused", () => {
  expect(mismatchesOf(an)).toEqual([]);
  expect(mismatchesOf({ ...an, sex: "female", birthDate: "01/02/1998" })).toEqual(["sex", "birthYear"]);
  expect(mismatchesOf({ ...an, citizenNumber: "999099000123" })).toEqual(["province"]);
  expect(mismatchesOf({ ...an, citizenNumber: "02509" })).toEqual([]);
  expect(checkDraft(of({ sex: "female" }), procedure)).toEqual([]);
});

describe("Enter leads", () => {
  const state = { known: false, held: false, passed: [] as Stop[] };

  it("through what is missing, to the acceptance", () => {
    let draft = newDraft();
    expect(nextStop(draft, null, state)).toBe("procedure");
    draft = { ...draft, procedureCode: "1.001193" };
    expect(nextStop(draft, quote, state)).toBe("fullName");
    draft = { ...draft, applicant: { ...an, phone: "" } };
    expect(nextStop(draft, quote, state)).toBe("phone");
    // Worth asking once, not twice.
    expect(nextStop(draft, quote, { ...state, passed: ["phone"] })).toBe("components");
    expect(nextStop(complete, quote, state)).toBe("accept");
  });

  it("to the known applicant's data, and to copies and pages", () => {
    expect(nextStop(complete, quote, { known: true, held: false, passed: [] })).toBe("known");
    expect(nextStop(complete, quote, { known: true, held: false, passed: ["known"] })).toBe("accept");
    const byPage = { ...quote, fees: [{ id: "main", per: "page", amount: 2000 }] } as unknown as Quote;
    expect(nextStop(complete, byPage, state)).toBe("quantities");
    expect(nextStop(complete, byPage, { ...state, passed: ["quantities"] })).toBe("accept");
  });

  it("to what the office has already, before anything is asked for", () => {
    const missing = { ...complete, components: {} };
    expect(nextStop(missing, quote, { ...state, held: true })).toBe("held");
    expect(nextStop(missing, quote, { ...state, held: true, passed: ["held"] })).toBe("components");
  });

  it("back to what was passed and is wrong", () => {
    expect(nextStop(of({ phone: "x" }), quote, { ...state, passed: ["phone"] })).toBe("phone");
  });
});

describe("a paper that the office has", () => {
  const picture = (letter: string, componentId: string | null) => ({
    sha256: letter.repeat(64),
    name: `${letter}.png`,
    mediaType: "image/png" as const,
    bytes: 10,
    componentId,
  });
  const held = [
    {
      componentId: "form",
      code: "H44-1",
      procedureName: "",
      acceptedAt: "",
      attachments: [picture("a", "form")],
    },
  ];
  const empty = { ...complete, components: {}, attachments: [picture("b", null)] };

  it("is there once it is reused, with its picture, and is not handed in", () => {
    expect(offered(empty, held)).toEqual(held);
    const draft = withHeld(empty, held);
    expect(offered(draft, held)).toEqual([]);
    expect(isPresent(draft, "form")).toBe(true);
    expect(draft.attachments.map(({ name }) => name)).toEqual(["b.png", "a.png"]);
    expect(intakesOf(draft, quote, null)[0]?.components).toEqual([
      { componentId: "form", originals: 0, certified: 0, copies: 0, reusedFrom: "H44-1" },
    ]);
  });

  it("takes the place of what was ticked, and goes without a trace", () => {
    const ticked = { ...empty, components: complete.components };
    expect(withHeld(ticked, held).components).not.toHaveProperty("form");
    expect(withoutHeld(withHeld(empty, held), held)).toEqual(empty);
  });

  it("is not offered where it was brought", () => {
    expect(offered(complete, held)).toEqual([]);
  });
});

describe("an applicant", () => {
  const card: CitizenCard = {
    citizenNumber: "025099000123",
    formerNumber: null,
    fullName: "Nguyễn Văn An",
    birthDate: "1999-02-01",
    sex: "male",
    address: "Khu 3, Phù Ninh",
    issuedOn: null,
    extra: [],
    mismatches: [],
  };
  const known: Applicant = applicantSchema.parse({
    fullName: "Nguyễn Văn An",
    citizenNumber: "025099000123",
    birthDate: "1999-02-01",
    sex: "male",
    address: "Khu 1, Phú Lộc",
    phone: "0912345678",
    email: "an@example.vn",
  });

  it("as the card says, without another's phone", () => {
    expect(withCard(an, card)).toMatchObject({ fullName: "Nguyễn Văn An", phone: "0912 345 678" });
    expect(withCard({ ...an, citizenNumber: "025190001234" }, card).phone).toBe("");
  });

  it("known from before fills what is empty and changes nothing that was typed now", () => {
    const scanned = withCard(newApplicant(), card);
    expect(knowsMore(scanned, known)).toBe(true);
    const filled = withKnown(scanned, known);
    expect(filled).toMatchObject({ address: "Khu 3, Phù Ninh", phone: "0912345678", email: "an@example.vn" });
    expect(knowsMore(filled, known)).toBe(false);
  });
});
