import { useEffect } from "react";
import { FirstPassword } from "./first-password.tsx";
import { useSession } from "./session.ts";
import { Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";

/** All of the district's pages: sign-in, the first change of the password, and what the role may enter. */
export function Pages() {
  const { state, me, ask } = useSession();
  useEffect(() => {
    void ask();
  }, [ask]);
  if (state === "asking") return null;
  if (me === null || state === "out") return <SignIn />;
  if (me.mustChangePassword) return <FirstPassword />;
  return (
    <>
      {/* What was typed stays, and is there for whoever it belongs to. */}
      <Shell key={me.login} me={me} inert={state === "lost"} />
      {state === "lost" ? <SignIn again={me.login} /> : null}
    </>
  );
}
