(() => {
  const link = document.getElementById("leave");
  let shifts = 0, last = 0, gone = false;
  const leave = event => {
    event.preventDefault();
    gone = true;
    document.documentElement.hidden = true;
    location.replace(link.href);
  };
  link.addEventListener("click", leave);
  document.addEventListener("visibilitychange", () => {
    document.documentElement.hidden = gone || document.visibilityState === "hidden";
  });
  addEventListener("keydown", event => {
    if (event.repeat) return;
    shifts = event.key === "Shift" && event.timeStamp - last < 2000 ? shifts + 1 : event.key === "Shift" ? 1 : 0;
    last = event.timeStamp;
    if (shifts === 3) leave(event);
  });
  // A browser keeps the typed fields of a form that was sent in its own files, for the day it starts again. Bytes it does not.
  for (const form of document.forms) form.enctype = "multipart/form-data";
  addEventListener("formdata", ({ formData }) => {
    const typed = [...formData];
    for (const [name] of typed) formData.delete(name);
    for (const [name, value] of typed) formData.append(name, new Blob([value]));
  });
})();
