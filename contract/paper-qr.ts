/** What the QR of a ticket says. */
export function ticketQr(ticket: { id: string; label: string }): string {
  return `motcua:ticket:${ticket.id}:${ticket.label}`;
}

/** What the QR of a receipt says: its code, the secret that opens its state, and nothing of the person. */
export function dossierQr({ code, lookUp }: { code: string; lookUp: string }): string {
  return lookUp === "" ? `motcua:dossier:${code}` : `motcua:dossier:${code}:${lookUp}`;
}

/** What the QR of an appointment slip says: the code that is typed or scanned at the kiosk. */
export function appointmentQr(booking: { code: string }): string {
  return `motcua:appointment:${booking.code}`;
}

/** What the QR of a receipt for fees says. */
export function feeReceiptQr(receipt: { receiptNumber: string }): string {
  return `motcua:fee:${receipt.receiptNumber}`;
}

/** What the QR of a test page says. */
export function testQr(printer: { id: string }): string {
  return `motcua:test:${printer.id}`;
}

export type PaperReference =
  | { kind: "ticket"; id: string; label: string; copy: number }
  | { kind: "receipt"; code: string; lookUp: string; copy: number }
  | { kind: "appointment"; code: string; copy: number }
  | { kind: "feeReceipt"; code: string; copy: number };

/** What a person calls the paper with that QR, as its print job does; null for anything else. */
export function paperTitle(qr: string): string | null {
  const paper = parsePaperQr(qr);
  return paper === null ? null : paper.kind === "ticket" ? paper.label : paper.code;
}

/** Reads a QR of one of our papers; null for anything else. `copy` is 1 on the first paper. */
export function parsePaperQr(text: string): PaperReference | null {
  const ticket = /^motcua:ticket:([0-9a-f-]{36}):([A-Z]\d{3,})(?::copy(\d+))?$/.exec(text);
  if (ticket !== null)
    return { kind: "ticket", id: ticket[1] ?? "", label: ticket[2] ?? "", copy: Number(ticket[3] ?? 1) };
  const appointment = /^motcua:appointment:([0-9A-Z]{6})(?::copy(\d+))?$/.exec(text);
  if (appointment !== null)
    return { kind: "appointment", code: appointment[1] ?? "", copy: Number(appointment[2] ?? 1) };
  const fee = /^motcua:fee:([^:\s]+)(?::copy(\d+))?$/.exec(text);
  if (fee !== null) return { kind: "feeReceipt", code: fee[1] ?? "", copy: Number(fee[2] ?? 1) };
  const dossier = /^motcua:dossier:([^:\s]+?)(?::([0-9A-Z]{4}))?(?::copy(\d+))?$/.exec(text);
  if (dossier === null) return null;
  const [, code = "", lookUp = "", copy = 1] = dossier;
  return { kind: "receipt", code, lookUp, copy: Number(copy) };
}
