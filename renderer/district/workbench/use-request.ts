import { useRef } from "react";
import { v7 as uuidv7 } from "uuid";
import type { Failure } from "../../ui/errors.ts";
import { asWebFailure } from "../client.ts";

/**
 * Sends something that must not be done twice: as long as nobody knows whether it was done, the same content is the same
 * request.
 */
export function useRequest(): (
  content: unknown,
  send: (requestId: string) => Promise<unknown>,
) => Promise<Failure | null> {
  const last = useRef<{ content: string; requestId: string } | null>(null);
  return async (content, send) => {
    const text = JSON.stringify(content);
    if (last.current?.content !== text) last.current = { content: text, requestId: uuidv7() };
    try {
      await send(last.current.requestId);
      last.current = null;
      return null;
    } catch (error) {
      const failure = asWebFailure(error);
      // What was refused was not done: the next try is another request.
      if (failure.code !== "LINK_LOST") last.current = null;
      return failure;
    }
  };
}
