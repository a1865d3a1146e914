/** Whether something is asked over the page, a dialog or an open menu: keys are for that then. */
export function isAsking(): boolean {
  return document.querySelector("[role=dialog], [role=menu], [role=listbox]") !== null;
}
