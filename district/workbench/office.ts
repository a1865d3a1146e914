import type { Catalogue } from "../../contract/catalogue.ts";
import type { SignedIn } from "../../contract/district-accounts.ts";
import type { District, Trx } from "../database.ts";
import { currentOffice } from "../office/current.ts";

/** The office that somebody works in: the node's, but for the head of one agency, who works in that one's. */
export async function officeOf(db: District | Trx, { agency }: Pick<SignedIn, "agency">): Promise<Catalogue> {
  const office = await currentOffice(db);
  return agency === null ? office : { ...office, office: { ...office.office, agency } };
}
