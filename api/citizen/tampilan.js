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
  // See pages.py: _typed
  for (const form of document.forms) form.enctype = "multipart/form-data";
  addEventListener("formdata", ({ formData: all }) => {
    const typed = [...all];
    for (const [name] of typed) all.delete(name);
    for (const [name, value] of typed) all.append(name, new Blob([value]));
  });
})();
