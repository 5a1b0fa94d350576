-- Keys that act by themselves can be switched off (WCAG 2.1.4); wherever somebody signs in, they stay off.

ALTER TABLE staff ADD COLUMN shortcuts boolean NOT NULL DEFAULT true;
