import { useCallback, useEffect, useRef, useState } from "react";
import type { Failure } from "../../ui/errors.ts";
import { asWebFailure } from "../client.ts";

export interface Loaded<T> {
  /** What was loaded last; kept while it is loaded anew and after a failure. */
  data: T | null;
  failure: Failure | null;
  loading: boolean;
  reload(): Promise<void>;
}

/**
 * What a call answers, asked again whenever `key` changes and, with `everySeconds`, from time to time. An answer that a
 * later one has overtaken is not shown.
 *
 * @param key everything that the answer depends on, as text
 */
export function useLoaded<T>(load: () => Promise<T>, key: string, everySeconds?: number): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "reload"> & { key: string }>({
    key,
    data: null,
    failure: null,
    loading: true,
  });
  const latest = useRef(0);
  const call = useRef(load);
  call.current = load;
  const reload = useCallback(async () => {
    latest.current += 1;
    const turn = latest.current;
    setState((now) => ({ ...now, loading: true }));
    try {
      const data = await call.current();
      if (turn === latest.current) setState({ key, data, failure: null, loading: false });
    } catch (error) {
      if (turn === latest.current)
        setState((now) => ({
          key,
          data: now.key === key ? now.data : null,
          failure: asWebFailure(error),
          loading: false,
        }));
    }
  }, [key]);
  useEffect(() => {
    void reload();
    if (everySeconds === undefined) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void reload();
    }, everySeconds * 1000);
    return () => clearInterval(timer);
  }, [reload, everySeconds]);
  return { ...state, data: state.key === key ? state.data : null, reload };
}
