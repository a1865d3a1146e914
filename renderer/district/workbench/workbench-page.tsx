import { useEffect } from "react";
import { useWording } from "../../ui/dossier/wording.ts";
import { district } from "../client.ts";
import { useRoute } from "../route.ts";
import { useSession } from "../session.ts";
import { useLoaded } from "../ui/use-loaded.ts";
import { DossierPage } from "./dossier-page.tsx";
import { FoundPage } from "./found-page.tsx";
import { WorkPage } from "./work-page.tsx";
import "./workbench.css";

/** The divisions' workbench (*phòng chuyên môn*): lists of work, what was searched for, one dossier. */
export default function WorkbenchPage() {
  const [, place, what] = useRoute();
  const works = useSession(({ me }) => me?.role === "officer" || me?.role === "head");
  const wording = useLoaded(() => district.workbench.wording(), "");
  useEffect(() => {
    if (wording.data === null) return;
    const { units, reasons } = wording.data;
    useWording.setState({ units, reasons });
  }, [wording.data]);
  if (place === "dossier" && what !== undefined) return <DossierPage key={what} id={what} />;
  if (place === "find" || !works) return <FoundPage />;
  return <WorkPage mine={wording.data?.mine ?? []} receivers={wording.data?.receivers ?? []} />;
}
