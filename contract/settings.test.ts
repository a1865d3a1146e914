import { expect, it } from "vitest";
import { setUpSchema } from "./set-up.ts";
import { printerAddressSchema } from "./settings.ts";

it("an address of a printer has a port that there is, in the settings and at the first start", () => {
  const setUp = { place: "kiosk", counter: "1", language: "vi", layout: "split", district: null };
  const isTaken = (address: string) => {
    const answers = [
      printerAddressSchema.safeParse(address),
      setUpSchema.safeParse({ ...setUp, printer: address }),
    ];
    expect(answers[0]?.success).toBe(answers[1]?.success);
    return answers[0]?.success;
  };
  for (const address of ["192.168.1.50:9100", "may-in:1", "may-in:65535"])
    expect(isTaken(address)).toBe(true);
  for (const address of ["192.168.1.50", "may-in:0", "may-in:65536", "may-in:91000", "máy in:9100"])
    expect(isTaken(address)).toBe(false);
});
