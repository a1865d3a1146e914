/** What the QR of a ticket says. */
export function ticketQr(ticket: { id: string; label: string }): string {
  return `motcua:ticket:${ticket.id}:${ticket.label}`;
}

/** What the QR of a receipt says: its code and nothing of the person. */
export function dossierQr(dossier: { code: string }): string {
  return `motcua:dossier:${dossier.code}`;
}

export type PaperReference =
  | { kind: "ticket"; id: string; label: string; copy: number }
  | { kind: "receipt"; code: string; copy: number };

/** Reads a QR of one of our papers; null for anything else. `copy` is 1 on the first paper. */
export function parsePaperQr(text: string): PaperReference | null {
  const ticket = /^motcua:ticket:([0-9a-f-]{36}):([A-Z]\d{3,})(?::copy(\d+))?$/.exec(text);
  if (ticket !== null)
    return { kind: "ticket", id: ticket[1] ?? "", label: ticket[2] ?? "", copy: Number(ticket[3] ?? 1) };
  const dossier = /^motcua:dossier:([^:\s]+)(?::copy(\d+))?$/.exec(text);
  return dossier === null ? null : { kind: "receipt", code: dossier[1] ?? "", copy: Number(dossier[2] ?? 1) };
}
