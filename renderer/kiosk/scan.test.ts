import { describe, expect, it } from "vitest";
import { appointmentQr, dossierQr, ticketQr } from "../../contract/paper-qr.ts";
import { readScan } from "./scan.ts";

describe("what a scanner typed", () => {
  it("is told from each other: card, slip, receipt, ticket", () => {
    const card = "025099000123|132456789|Nguyễn Văn An|01021999|Nam|Khu 3, Phù Ninh, Phú Thọ|15042021";
    expect(readScan(` ${card}\n`)).toEqual({ kind: "card", text: card });
    expect(readScan(appointmentQr({ code: "K7QP3M" }))).toMatchObject({
      kind: "appointment",
      code: "K7QP3M",
    });
    const code = "000.00.15.H44-241031-0001";
    expect(readScan(dossierQr({ code, lookUp: "7K3M" }))).toMatchObject({ kind: "receipt", code });
    const id = "019a0000-0000-7000-8000-000000000001";
    expect(readScan(ticketQr({ id, label: "A105" }))).toMatchObject({ kind: "ticket", label: "A105" });
  });

  it("is given on as a card where an input method changed it: the station says what is wrong", () => {
    expect(readScan("025099000123||Nguyeenx Vawn An|01021999|Nam|Phus Thoj|15042021")?.kind).toBe("card");
    expect(readScan("025099000123 Nguyen Van An 01021999 Nam")?.kind).toBe("card");
  });

  it("is nothing where somebody hit a key, and unknown where it is another code", () => {
    expect(readScan("")).toBeNull();
    expect(readScan("asd")).toBeNull();
    expect(readScan("https://example.vn/menu")).toEqual({ kind: "unknown" });
  });
});
