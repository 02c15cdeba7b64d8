export function gallery() {}
