import type { TLSSocket } from "node:tls";
import { WebSocket } from "ws";
import { AppError, type ErrorCode } from "../../../contract/errors.ts";
import {
  type Answer,
  challengeSchema,
  HALL_PATH,
  HALL_PROTOCOL,
  type Verdict,
  verdictSchema,
} from "../../../contract/hall.ts";
import { fingerprint } from "./identity.ts";

/** Who answered at an address: known by what the TLS connection itself showed. */
export interface Asked {
  station: string;
  nonce: string;
  /** Fingerprint of the certificate seen on this connection. */
  fingerprint: string;
}

export interface Connected {
  socket: WebSocket;
  asked: Asked;
  verdict: Exclude<Verdict, { type: "refused" }>;
}

const HANDSHAKE_MS = 3000;
/** The listener says something every two seconds; silence for longer means that the line is gone. */
const SILENCE_MS = 5500;

/**
 * Connects to another PC of the hall and answers its challenge.
 *
 * @param answer made from what was seen; throws where that PC must not be trusted.
 * @throws AppError HALL_UNREACHABLE, PROTOCOL_UNSUPPORTED, or what the other side refused with.
 */
export async function dial(
  address: string,
  answer: (asked: Asked) => Answer,
  signal?: AbortSignal,
): Promise<Connected> {
  const socket = new WebSocket(`wss://${address}${HALL_PATH}`, {
    // Trust is in the certificate itself, which is compared with the roster's, not in who signed it.
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_MS,
  });
  const abort = () => socket.terminate();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const seen = certificateOf(socket);
    const challenge = challengeSchema.parse(await nextMessage(socket, address));
    if (!challenge.protocols.includes(HALL_PROTOCOL)) {
      throw new AppError("PROTOCOL_UNSUPPORTED", { supported: challenge.protocols });
    }
    const asked = { station: challenge.station, nonce: challenge.nonce, fingerprint: await seen };
    const reply = nextMessage(socket, address);
    socket.send(JSON.stringify(answer(asked)));
    const verdict = verdictSchema.parse(await reply);
    if (verdict.type === "refused") throw new AppError(verdict.code as ErrorCode, verdict.data as never);
    endInSilence(socket);
    return { socket, asked, verdict };
  } catch (error) {
    socket.terminate();
    if (error instanceof AppError) throw error;
    throw new AppError("HALL_UNREACHABLE", { address }, { cause: error });
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function certificateOf(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once("upgrade", (response) => {
      resolve(fingerprint((response.socket as TLSSocket).getPeerCertificate().raw));
    });
  });
}

function nextMessage(socket: WebSocket, address: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (cause: unknown) => {
      clearTimeout(late);
      reject(new AppError("HALL_UNREACHABLE", { address }, { cause }));
    };
    const late = setTimeout(() => gone("no answer"), HANDSHAKE_MS);
    socket.on("error", gone);
    socket.once("close", gone);
    socket.once("message", (data) => {
      clearTimeout(late);
      socket.off("close", gone);
      try {
        resolve(JSON.parse(String(data)));
      } catch (error) {
        gone(error);
      }
    });
  });
}

function endInSilence(socket: WebSocket): void {
  let timer = setTimeout(() => socket.terminate(), SILENCE_MS);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => socket.terminate(), SILENCE_MS);
  };
  socket.on("ping", heard);
  socket.on("message", heard);
  socket.once("close", () => clearTimeout(timer));
}
