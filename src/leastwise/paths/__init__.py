"""Ways through an application: who can reach a function, directly or through others."""
