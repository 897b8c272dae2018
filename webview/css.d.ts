/** Style sheets are the bundler's: imported for their effect only. */
declare module "*.css";
