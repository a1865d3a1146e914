import { station } from "../../ui/connection.ts";
import { useWording } from "../../ui/dossier/wording.ts";
import { session } from "../session.ts";

export async function readWording(): Promise<void> {
  const found = await station.dossiers.wording({ session: session() }).catch(() => null);
  if (found !== null) useWording.setState(found);
}
