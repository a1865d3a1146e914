import { createHash, createSign, createVerify, X509Certificate } from "node:crypto";
import { generate } from "selfsigned";
import { metaValue, saveMetaValue } from "../../../db/meta.ts";
import type { Store } from "../../../db/store.ts";

/** What a PC is known by in its hall: a key and the certificate it made for it. */
export interface Identity {
  /** PEM. */
  key: string;
  /** PEM; the others keep it and trust no other. */
  certificate: string;
}

const VALID_YEARS = 30;

/** The identity of this station, made with the store and kept in it. */
export async function stationIdentity(store: Store, station: string): Promise<Identity> {
  const key = await metaValue(store.db, "hall.key");
  const certificate = await metaValue(store.db, "hall.certificate");
  if (key !== null && certificate !== null) return { key, certificate };
  const made = await generate([{ name: "commonName", value: `mot-cua-${station}` }], {
    keyType: "ec",
    curve: "P-256",
    notAfterDate: new Date(Date.now() + VALID_YEARS * 365 * 24 * 60 * 60 * 1000),
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "mot-cua.local" }] }],
  });
  const identity = { key: made.private, certificate: made.cert };
  await store.write(async (trx) => {
    await saveMetaValue(trx, "hall.key", identity.key);
    await saveMetaValue(trx, "hall.certificate", identity.certificate);
  });
  return identity;
}

/** SHA-256 of a certificate (PEM or DER), in lower-case hexadecimal digits. */
export function fingerprint(certificate: string | Buffer): string {
  return createHash("sha256").update(new X509Certificate(certificate).raw).digest("hex");
}

/** Signs what belongs to one connection only: the asked side's nonce, and the certificate seen there. */
export function sign(identity: Identity, ...parts: string[]): string {
  return createSign("sha256").update(parts.join("\n")).sign(identity.key, "base64url");
}

export function verify(certificate: string, signature: string, ...parts: string[]): boolean {
  try {
    const key = new X509Certificate(certificate).publicKey;
    return createVerify("sha256").update(parts.join("\n")).verify(key, signature, "base64url");
  } catch {
    // A certificate or signature that can't even be read proves nothing.
    return false;
  }
}
