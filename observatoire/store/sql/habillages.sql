SELECT t.code, t.contour, h.hachures
FROM territoire AS t
LEFT JOIN habillage AS h ON h.territoire = t.code
WHERE t.maille = 'qpv' AND t.contour IS NOT NULL
ORDER BY t.code;
