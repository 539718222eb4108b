CREATE TABLE teas (id serial PRIMARY KEY, name text NOT NULL, cents integer NOT NULL);
CREATE TABLE orders (
  id serial PRIMARY KEY,
  tea integer NOT NULL REFERENCES teas,
  email text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO teas (name, cents) VALUES ('Sencha', 890), ('Assam', 650), ('Lapsang Souchong', 1120);
