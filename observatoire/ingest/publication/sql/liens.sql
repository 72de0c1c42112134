-- Appartenances déclarées par les fichiers : pour un enfant et une maille de parent, la plus récente.
SELECT a.enfant, a.parent
FROM lot_appartenance AS a
INNER JOIN lot AS l ON l.id = a.lot
LEFT JOIN (SELECT code, any_value(maille) AS maille FROM lot_territoire GROUP BY code) AS p ON p.code = a.parent
QUALIFY row_number() OVER (PARTITION BY a.enfant, p.maille ORDER BY l.rang DESC, a.parent) = 1
ORDER BY a.enfant, a.parent;
