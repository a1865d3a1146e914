import { useBoard } from "../ui/connection.ts";
import { isLongWait } from "./opening.ts";
import { useKiosk } from "./store.ts";

/** Takes a number of a group; asks first where the wait will be long. */
export function useTake(): (group: string) => void {
  const groups = useBoard((state) => state.board?.groups);
  const { open, take } = useKiosk();
  return (id) => {
    const entry = groups?.find(({ group }) => group.id === id);
    if (entry !== undefined && isLongWait(entry)) open({ kind: "longWait", group: id });
    else void take(id);
  };
}
