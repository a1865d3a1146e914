import type { ReactNode } from "react";

/** A work area: its heading, what stands beside that, and what is worked on. */
export function AreaFrame({
  title,
  aside,
  testId,
  busy = false,
  children,
}: {
  title: string;
  aside?: ReactNode;
  testId: string;
  /** What is shown is not yet what was asked for. */
  busy?: boolean;
  children: ReactNode;
}) {
  return (
    <section className="area" data-testid={testId} aria-busy={busy}>
      <header className="area-head">
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
